#include "mail/compose/storm_mail.h"

#include <algorithm>

#include <fmt/format.h>

#include "mail/compose/ticket_json.h"
#include "mail/compose/ticket_wording.h"

namespace redrive::mail {
namespace {

std::string how_many(const StormMail& mail) {
  const std::size_t count = mail.tickets.size();
  const std::string centre = quote_line(mail.centre.name.empty() ? mail.centre.id : mail.centre.name, 128);
  return fmt::format("{} new ticket{} for {}", count, count == 1 ? "" : "s", centre);
}

Section what_this_is() {
  return {"A storm of tickets",
          {"So many tickets were opened within a minute that these come in one mail. Look for what they share first.",
           "Each is a ticket of its own: what becomes of it comes as an answer to this mail, with its number."},
          false};
}

Section what_next(const StormMail& mail) {
  const std::string id = mail.tickets.empty() ? "ID" : quote_line(mail.tickets.front().ticket.id, 128);
  return {"What to do",
          {fmt::format("Take a ticket: redrive tickets ack {}", id),
           fmt::format("When its cause is mended: redrive tickets resolve {}", id),
           fmt::format("What central knows of it: redrive tickets show {}", id)},
          true};
}

Wording word_storm(const StormMail& mail) {
  Wording wording{how_many(mail), delivery_notices(mail), {what_this_is()}, {}, values_of(mail, mail.storm)};
  wording.values["kind"] = StormMail::kKind;
  for (const auto& one : mail.tickets) wording.sections.push_back(word_briefly(one));
  wording.sections.push_back(what_next(mail));
  return wording;
}

}  // namespace

std::string subject(const StormMail& mail) {
  return write_subject(mail, word_storm(mail));
}

std::string compose(const StormMail& mail) {
  StormMail sorted = mail;
  std::stable_sort(sorted.tickets.begin(), sorted.tickets.end(),
                   [](const TicketMail& a, const TicketMail& b) { return a.ticket.scope > b.ticket.scope; });
  return write_message(
      mail, {word_storm(sorted),
             {{"X-Redrive-Storm", quote_line(mail.storm, 128)}, {"X-Redrive-Kind", std::string(StormMail::kKind)}},
             storm_json(sorted),
             mail.storm});
}

}  // namespace redrive::mail
