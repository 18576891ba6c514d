// One row, written anew: that it is committed shows that alerts could be, and that the deciding thread makes progress.
#include "central/flow/decider.h"
#include "central/flow/flow_context.h"
#include "central/store/columns.h"

namespace redrive::central {

base::Status prove_durable(FlowContext& flow) {
  return flow.db.execute(
      "INSERT INTO pulse (number, at) VALUES (1, $1) ON CONFLICT (number) DO UPDATE SET at = excluded.at",
      {as_value(flow.clock.utc())});
}

base::Result<ProveDurable::Reply> handle(FlowContext& flow, ProveDurable&) {
  if (auto written = prove_durable(flow); !written) return tl::unexpected<base::Error>(written.error());
  return ProveDurable::Reply{};
}

}  // namespace redrive::central
