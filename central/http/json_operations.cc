#include "central/http/json_views.h"

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
          {"last_reply", text_or_null(row.last_reply)},
          {"relay", text_or_null(row.relay)},
          {"queue_id", text_or_null(row.queue_id)}};
}

Json to_json(const ReceivedMail& mail) {
  return {{"number", mail.number},
          {"source", mail.source},
          {"uid", text_or_null(mail.uid)},
          {"received_at", time_or_null(mail.received_at)},
          {"size", mail.size},
          {"state", to_string(mail.state)},
          {"why", text_or_null(mail.why)},
          {"ticket", text_or_null(mail.ticket)}};
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

Json to_json(const ToolRow& tool) {
  const model::ToolManifest& manifest = tool.manifest;
  return {{"version", manifest.version}, {"platform", manifest.platform}, {"schema", manifest.schema},
          {"size", manifest.size},       {"digest", manifest.digest},     {"added_at", time_or_null(tool.added_at)},
          {"added_by", tool.added_by},   {"in_use", tool.in_use}};
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

}  // namespace redrive::central
