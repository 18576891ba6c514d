#include "central/core/case.h"

#include <fmt/format.h>

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

namespace {

std::string time_note(base::UtcTime occurred, base::UtcTime at) {
  if (occurred == at) return {};
  return fmt::format("the alert says {}, {} its arrival, which counts instead", base::format_rfc3339(occurred),
                     occurred > at ? "after" : "more than seven days before");
}

}  // namespace

Case read_case(const Rules& rules, const InboxRow& row) {
  const model::Alert& alert = row.alert;
  Case out{row, alert.server, alert.device, {}, {}, {}, {}, believable_time(alert.occurred_at, row.received_at), {}};
  out.time_note = time_note(alert.occurred_at, out.at);
  complete_names(rules.places.devices(), out.server, out.device);
  Classified type = rules.classifier.classify(alert.failure_type, alert.message);
  out.type = std::move(type.type);
  out.type_reason = std::move(type.reason);
  const RecordedSite record = rules.places.record_of(out.server, out.device);
  out.place = rules.places.find(alert.location, record);
  out.site = record.code.empty() ? std::string_view(out.place.code) : record.code;
  return out;
}

}  // namespace redrive::central
