#include "central/http/json_views.h"
#include "shared/base/names.h"

namespace redrive::central {

Json to_json(const MailRow& row) {
  return {{"number", row.number},
          {"ticket", text_or_null(row.ticket)},
          {"kind", row.kind},
          {"message_id", row.message_id},
          {"centre", text_or_null(row.centre)},
          {"recipient", row.recipient},
          {"state", to_string(row.state)},
          {"attempts", row.attempts},
          {"maybe_sent", row.maybe_sent},
          {"next_at", time_or_null(row.next_at)},
          {"created_at", time_or_null(row.created_at)},
          {"last_reply", text_or_null(row.last_reply)}};
}

Json to_json(const TimelineEntry& entry) {
  return {{"at", time_or_null(entry.at)}, {"what", entry.what}, {"text", entry.text}, {"by", entry.by}};
}

Json to_json(const AuditRow& row) {
  return {{"number", row.number},
          {"at", time_or_null(row.at)},
          {"who", row.who},
          {"from", text_or_null(row.from)},
          {"what", row.what},
          {"subject", row.subject},
          {"detail", row.detail},
          {"before", text_or_null(row.before)},
          {"after", text_or_null(row.after)}};
}

Json to_json(const model::Device& device) {
  return {{"name", device.name},
          {"role", device.role == model::DeviceRole::kIntermediate ? "intermediate" : "recipient"},
          {"server", text_or_null(device.server)},
          {"location", text_or_null(device.location)},
          {"address", text_or_null(device.address)},
          {"user", text_or_null(device.user)},
          {"port", device.port == 0 ? Json(nullptr) : Json(device.port)}};
}

namespace {

// How many servers and devices of the inventory an outage names; a server's outage covers its devices.
Json covered_by(const model::Outage& outage, const model::Inventory& inventory) {
  const auto names = [&](const std::string& glob, const std::string& text) {
    return !glob.empty() && base::glob_match(glob, text);
  };
  std::uint64_t servers = 0, devices = 0;
  for (const auto& [name, device] : inventory.devices) {
    const std::string& server = device.role == model::DeviceRole::kIntermediate ? name : device.server;
    if (!names(outage.device, name) && !names(outage.server, server) && !names(outage.site, device.location)) continue;
    ++(device.role == model::DeviceRole::kIntermediate ? servers : devices);
  }
  return {{"servers", servers}, {"devices", devices}};
}

}  // namespace

Json outage_json(const model::Outage& outage, const model::Inventory& inventory, base::UtcTime now) {
  return {{"id", text_or_null(outage.id)},
          {"server", text_or_null(outage.server)},
          {"device", text_or_null(outage.device)},
          {"site", text_or_null(outage.site)},
          {"start", base::format_rfc3339(outage.start)},
          {"end", base::format_rfc3339(outage.end)},
          {"reason", outage.reason},
          {"created_by", outage.created_by},
          {"active", outage.start <= now && now < outage.end},
          {"covers", covered_by(outage, inventory)}};
}

}  // namespace redrive::central
