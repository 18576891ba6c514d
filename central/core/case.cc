#include "central/core/case.h"

namespace redrive::central {

void complete_names(const DeviceIndex& devices, std::string& server, std::string& device) {
  if (device == server) device.clear();
  if (device.empty()) return;
  const auto* listed = devices.find(device);
  if (!listed) return;
  if (listed->role == model::DeviceRole::kIntermediate) {
    server = std::exchange(device, {});
  } else if (server.empty()) {
    server = listed->server;
  }
}

base::UtcTime believable_time(base::UtcTime occurred, base::UtcTime received) {
  using std::chrono::hours, std::chrono::minutes;
  const bool wrong = occurred > received + minutes(5) || occurred < received - hours(24 * 7);
  return wrong ? received : occurred;
}

Case read_case(const Rules& rules, const InboxRow& row) {
  const model::Alert& alert = row.alert;
  Case out{row, alert.server, alert.device, {}, {}, {}, {}, believable_time(alert.occurred_at, row.received_at)};
  complete_names(rules.places.devices(), out.server, out.device);
  Classified type = rules.classifier.classify(alert.failure_type, alert.message);
  out.type = std::move(type.type);
  out.type_reason = std::move(type.reason);
  out.place = rules.places.find(alert.location, out.server, out.device);
  out.site = rules.places.recorded(out.device.empty() ? out.server : out.device);
  if (out.site.empty()) out.site = rules.places.recorded(out.server);
  if (out.site.empty()) out.site = out.place.code;
  return out;
}

}  // namespace redrive::central
