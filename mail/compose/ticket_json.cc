#include "mail/compose/ticket_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "shared/model/alert.h"

namespace redrive::mail {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kFailures = 200, kMessage = 1000;  // what a mail holds at most; central has the rest

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json failure_json(const model::Failure& failure) {
  return {{"server", text_or_null(failure.server)},
          {"device", text_or_null(failure.device)},
          {"job", text_or_null(failure.job)},
          {"package", text_or_null(failure.package)},
          {"failure_type", failure.failure_type},
          {"first_at", base::format_rfc3339(failure.first_at)},
          {"last_at", base::format_rfc3339(failure.last_at)},
          {"count", failure.count},
          {"message", model::clean_text(failure.message, kMessage)}};
}

Json again_json(const model::FailedAgain& run) {
  return {{"server", run.server},
          {"job", run.job},
          {"run", run.run},
          {"failed", run.failed},
          {"devices", run.devices == 0 ? Json(nullptr) : Json(run.devices)},
          {"running", run.running}};
}

Json to_json(const TicketMail& mail) {
  const model::Ticket& ticket = mail.ticket;
  Json json = {{"id", ticket.id},
               {"kind", to_string(mail.kind)},
               {"scope", model::to_string(ticket.scope)},
               {"server", text_or_null(ticket.server)},
               {"device", text_or_null(ticket.device)},
               {"package", text_or_null(ticket.package)},
               {"failure_type", ticket.failure_type},
               {"location", text_or_null(ticket.location)},
               {"location_name", text_or_null(mail.location_name)},
               {"reported_location", text_or_null(ticket.reported_location)},
               {"location_verified", ticket.location_verified},
               {"location_matched_by", text_or_null(ticket.location_source.matched_by)},
               {"location_confidence", ticket.location_source.sure / 100.0},
               {"location_runner_up", text_or_null(ticket.location_source.runner_up)},
               {"location_note", text_or_null(ticket.location_source.note)},
               {"centre", ticket.centre},
               {"opened_at", base::format_rfc3339(ticket.opened_at)},
               {"state", model::to_string(ticket.state)},
               {"closed_at", ticket.closed_at ? Json(base::format_rfc3339(*ticket.closed_at)) : Json(nullptr)},
               {"closed_because", text_or_null(ticket.closed_because)},
               {"duplicate_of", text_or_null(ticket.duplicate_of)},
               {"storm", text_or_null(ticket.storm)},
               {"reason", ticket.reason},
               {"alerts", ticket.alerts},
               {"failures", Json::array()}};
  const std::size_t count = std::min(mail.failures.size(), kFailures);
  for (std::size_t i = 0; i < count; ++i) json["failures"].push_back(failure_json(mail.failures[i]));
  for (const auto& run : mail.again) json["again"].push_back(again_json(run));  // only where there are such
  return json;
}

// Whatever is not UTF-8 becomes U+FFFD, and everything beyond ASCII an escape.
std::string written(const Json& json) {
  return json.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string ticket_json(const TicketMail& mail) {
  return written(to_json(mail));
}

std::string storm_json(const StormMail& mail) {
  Json json = {
      {"storm", mail.storm}, {"kind", StormMail::kKind}, {"centre", mail.centre.id}, {"tickets", Json::array()}};
  for (const auto& one : mail.tickets) json["tickets"].push_back(to_json(one));
  return written(json);
}

}  // namespace redrive::mail
