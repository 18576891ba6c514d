// Tickets that nobody answers: reminders to their centre, then a mail to the one that is told instead.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "central/core/reminders.h"
#include "central/core/triage_work.h"

namespace redrive::central {

std::optional<base::UtcTime> reminder_due(const config::CentralOptions& options, const model::Ticket& ticket) {
  const auto centre = options.centres.find(ticket.centre);
  if (!ticket.asked_at || centre == options.centres.end() || centre->second.remind_after == base::Micros{0})
    return std::nullopt;
  return model::after_working(centre->second.working, *ticket.asked_at, centre->second.remind_after);
}

namespace triage {
namespace {

constexpr std::size_t kIdsTold = 20;

// What falls due within this part of a centre's span comes along, so that a burst of tickets ends in a burst of
// reminders that can be bounded.
constexpr int kTogether = 12;

void arm(Work& work, OpenTicket& ticket) {
  work.state.tickets.remind(ticket, reminder_due(*work.rules().options, ticket.ticket));
}

bool is_covered(const Work& work, const OpenTicket& ticket) {
  const auto covered = [&](const Record* record) {
    return covering(work.state, facts_of(record->failure), work.now) != nullptr;
  };
  return !ticket.records.empty() && std::all_of(ticket.records.begin(), ticket.records.end(), covered);
}

// Those of the centre whose turn has come, the longest waiting first; not what an outage explains now, nor what the
// centre is still to be told of by a storm's summary: of those the waiting begins anew.
std::vector<OpenTicket*> waiting_for(Work& work, const model::Centre& centre) {
  std::vector<OpenTicket*> waiting;
  for (const auto& id : work.state.tickets.reminders().due(work.now + centre.remind_after / kTogether)) {
    OpenTicket* ticket = work.state.tickets.find(id);
    if (ticket->ticket.centre != centre.id) continue;
    if (is_covered(work, *ticket) || work.state.storms.gathers(ticket->ticket)) {
      ticket->ticket.asked_at = work.now;
      arm(work, *ticket);
      work.changes.push_back(TicketTouched{id});
    } else {
      waiting.push_back(ticket);
    }
  }
  return waiting;
}

std::string in_words(const model::Ticket& ticket, const model::Centre& centre, const std::string& told) {
  if (told == centre.id)
    return fmt::format("{} has not answered: reminder {} of {}", centre.id, ticket.reminders, centre.reminders);
  const std::string asked = fmt::format("{} has not answered, after {} reminder{}", centre.id, centre.reminders,
                                        centre.reminders == 1 ? "" : "s");
  return told.empty() ? asked + "; there is no centre to tell instead" : fmt::format("{}: {} is told", asked, told);
}

// Each is counted and told of on its timeline; the first `most` by a mail each, and the first mail names the others.
void tell(Work& work, const model::Centre& centre, const std::string& told, const std::vector<OpenTicket*>& tickets) {
  const std::size_t limit = work.rules().options->mail.storm_tickets;
  const std::size_t most = limit == 0 ? tickets.size() : std::min<std::size_t>(limit, tickets.size());
  std::vector<std::string> rest;
  for (std::size_t i = most; i < tickets.size() && rest.size() < kIdsTold; ++i) rest.push_back(tickets[i]->ticket.id);
  std::string aside;
  if (most < tickets.size()) {
    aside = fmt::format("{} more wait for an answer and get no mail of their own now: {}{}", tickets.size() - most,
                        fmt::join(rest, ", "), rest.size() < tickets.size() - most ? " and others" : "");
  }
  const bool own = told == centre.id;
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    OpenTicket& open = *tickets[i];
    ++open.ticket.reminders;
    open.ticket.asked_at = own ? std::optional(work.now) : std::nullopt;
    arm(work, open);
    work.put(open);
    work.note(
        open.ticket.id, own ? "reminder" : "escalated",
        in_words(open.ticket, centre, told) + (i < most ? "" : "; with others at once, without a mail of its own"));
    if (i >= most || told.empty()) continue;
    MailWanted wanted = ticket_mail(open, own ? Notice::kReminder : Notice::kEscalation);
    wanted.centre = told;
    wanted.aside = i == 0 ? aside : "";
    work.changes.push_back(std::move(wanted));
  }
}

std::string told_instead(const Work& work, const model::Centre& centre) {
  if (!centre.escalate_to.empty()) return centre.escalate_to;
  for (const auto& id : work.rules().router.fallbacks(centre.id)) {
    if (id != centre.id) return id;
  }
  return {};
}

}  // namespace

void ask(Work& work, OpenTicket& ticket) {
  ticket.ticket.asked_at = work.now;
  ticket.ticket.reminders = 0;
  arm(work, ticket);
}

void heard(Work& work, OpenTicket& ticket) {
  if (!ticket.ticket.asked_at) return;
  ticket.ticket.asked_at = work.now;
  arm(work, ticket);
}

void answered(Work& work, OpenTicket& ticket) {
  ticket.ticket.asked_at.reset();
  arm(work, ticket);
}

void send_reminders(Work& work) {
  std::set<std::string> centres;
  for (const auto& id : work.state.tickets.reminders().due(work.now))
    centres.insert(work.state.tickets.find(id)->ticket.centre);
  for (const auto& id : centres) {
    const model::Centre& centre = work.rules().options->centres.at(id);
    std::vector<OpenTicket*> tickets = waiting_for(work, centre);
    const auto split = std::stable_partition(tickets.begin(), tickets.end(), [&](const OpenTicket* ticket) {
      return ticket->ticket.reminders < centre.reminders;
    });
    tell(work, centre, id, {tickets.begin(), split});
    tell(work, centre, told_instead(work, centre), {split, tickets.end()});
  }
}

}  // namespace triage
}  // namespace redrive::central
