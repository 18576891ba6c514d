#include "central/replay/ledger.h"

#include <fmt/format.h>

namespace redrive::central {
namespace {

template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

}  // namespace

void Ledger::apply(Changes& changes, const TriageState& state) {
  for (auto& change : changes) {
    std::visit(
        Overloaded{
            [&](TicketPut& put) {
              model::Ticket& kept = tickets_[put.ticket.id].ticket;
              put.ticket.alerts = std::move(kept.alerts);
              kept = std::move(put.ticket);
            },
            [&](const TicketTouched& touched) {
              if (const OpenTicket* open = state.tickets.find(touched.id)) {
                tickets_[touched.id].ticket.last_alert_at = open->ticket.last_alert_at;
              }
            },
            [&](TicketJoined& joined) { tickets_[joined.ticket].ticket.alerts.push_back(std::move(joined.alert)); },
            [&](const TicketAnnounced& told) { tickets_[told.ticket].mailed = true; }, [](const auto&) {}},
        change);
  }
  changes.clear();
}

std::string Ledger::next_id(int year) {
  return fmt::format("RD-{}-{:06}", year, ++named_[year]);
}

std::vector<model::Ticket> Ledger::mailed() const {
  std::vector<model::Ticket> out;
  for (const auto& [id, one] : tickets_) {
    if (one.mailed) out.push_back(one.ticket);
  }
  return out;
}

}  // namespace redrive::central
