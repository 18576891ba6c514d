#include "central/flow/record_act.h"

#include "central/flow/decider.h"
#include "central/store/audit.h"

namespace redrive::central {

base::Status record_act(FlowContext& flow, const RecordAct& act) {
  return add_audit(flow.db, {0, flow.clock.utc(), act.actor.name, act.actor.from, act.what, act.subject, act.detail,
                             act.before, act.after});
}

base::Result<RecordAct::Reply> handle(FlowContext& flow, RecordAct& request) {
  if (auto recorded = record_act(flow, request); !recorded) return tl::unexpected(recorded.error());
  return RecordAct::Reply{};
}

}  // namespace redrive::central
