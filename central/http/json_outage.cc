#include "central/core/outage_reach.h"
#include "central/http/json_views.h"

namespace redrive::central {
namespace {

Json period_json(const std::optional<model::Period>& period) {
  if (!period) return nullptr;
  return {{"start", base::format_rfc3339(period->start)}, {"end", base::format_rfc3339(period->end)}};
}

}  // namespace

Json outage_json(const model::Outage& outage, const model::Inventory& inventory, const OutageCount& inside,
                 base::UtcTime now) {
  const auto next = next_period(outage, now);
  const bool active = next && next->start <= now;
  const Reach reach = reach_of({&outage, 1}, inventory);
  return {{"id", text_or_null(outage.id)},
          {"server", text_or_null(outage.server)},
          {"device", text_or_null(outage.device)},
          {"site", text_or_null(outage.site)},
          {"start", base::format_rfc3339(outage.start)},
          {"end", outage.end == model::kEndless ? Json(nullptr) : Json(base::format_rfc3339(outage.end))},
          {"repeat", text_or_null(outage.repeat)},
          {"zone", text_or_null(outage.zone)},
          {"reason", outage.reason},
          {"created_by", outage.created_by},
          {"source", text_or_null(outage.place)},
          {"uid", text_or_null(outage.uid)},
          {"state", active ? "now"
                    : next ? "coming"
                           : "over"},
          {"active", active},
          {"next", period_json(next)},
          {"alerts_inside", inside.alerts},
          {"last_inside", inside.alerts == 0 ? Json(nullptr) : Json(base::format_rfc3339(inside.last_at))},
          {"covers", {{"servers", reach.servers}, {"devices", reach.devices}}}};
}

}  // namespace redrive::central
