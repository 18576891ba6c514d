#include "central/flow/repeat_flow.h"

#include "central/flow/decider.h"
#include "central/store/kept_answers.h"

namespace redrive::central {

base::Status mark_done(FlowContext& flow, const RequestKey& once) {
  return put_answer(flow.db, {once.who, once.key, once.request, flow.clock.utc(), 0, {}});
}

base::Result<KeepAnswer::Reply> handle(FlowContext& flow, KeepAnswer& request) {
  const RequestKey& of = request.of;
  const base::Status done =
      request.done ? put_answer(flow.db, {of.who, of.key, of.request, flow.clock.utc(), request.status, request.answer})
                   : delete_answer(flow.db, of.who, of.key);
  if (!done) return tl::unexpected<base::Error>(done.error());
  return KeepAnswer::Reply{};
}

base::Result<bool> forget_old_answers(FlowContext& flow) {
  return forget_answers(flow.db, flow.clock.utc() - kAnswersKept);
}

}  // namespace redrive::central
