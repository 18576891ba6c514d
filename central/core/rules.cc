#include "central/core/rules.h"

namespace redrive::central {

Rules::Rules(std::shared_ptr<const config::CentralOptions> from)
    : options(std::move(from)),
      classifier(options->failure_types, options->rules, options->shipped_rules),
      places(options->inventory),
      shape(options->inventory),
      thresholds(options->thresholds),
      router(*options) {
  for (const auto& outage : options->outages) outages.add(outage);
}

}  // namespace redrive::central
