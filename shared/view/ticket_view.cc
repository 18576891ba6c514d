#include "shared/view/json.h"
#include "shared/view/view.h"

namespace redrive::view {

Json to_json(const model::Ticket& t) {
  Json out = {{"id", t.id},
              {"opened_at", time_or_null(t.opened_at)},
              {"centre", text_or_null(t.centre)},
              {"scope", model::to_string(t.scope)},
              {"server", text_or_null(t.server)},
              {"device", text_or_null(t.device)},
              {"package", text_or_null(t.package)},
              {"location", text_or_null(t.location)},
              {"failure_type", t.failure_type},
              {"state", model::to_string(t.state)},
              {"alerts", t.alerts},
              {"reason", t.reason},
              {"reported_location", text_or_null(t.reported_location)},
              {"location_verified", t.location_verified},
              {"location_matched_by", text_or_null(t.location_source.matched_by)},
              {"location_confidence", t.location_source.sure / 100.0},
              {"location_runner_up", text_or_null(t.location_source.runner_up)},
              {"location_note", text_or_null(t.location_source.note)},
              {"last_alert_at", time_or_null(t.last_alert_at)},
              {"closed_at", t.closed_at ? time_or_null(*t.closed_at) : Json(nullptr)},
              {"closed_because", text_or_null(t.closed_because)}};
  if (!t.duplicate_of.empty()) out["duplicate_of"] = t.duplicate_of;
  if (!t.storm.empty()) out["storm"] = t.storm;
  if (t.asked_at) out["asked_at"] = base::format_rfc3339(*t.asked_at);
  if (t.reminders > 0) out["reminders"] = t.reminders;
  if (!t.continued_in.empty()) out["continued_in"] = t.continued_in;
  return out;
}

std::string ticket_json(const model::Ticket& ticket) {
  return to_text(to_json(ticket));
}

}  // namespace redrive::view
