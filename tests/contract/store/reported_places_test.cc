#include "central/store/reported_places.h"

#include "central/store/inbox.h"
#include "central/store/tickets.h"
#include "tests/contract/store/store_fixture.h"

namespace redrive::central {
namespace {

class ReportedPlacesTest : public StoreTest {
 protected:
  // Taken and decided, a second after the one before.
  void take(const std::string& text, const std::string& device,
            model::AlertStatus status = model::AlertStatus::kFiring) {
    InboxRow row;
    row.received_at = at(++taken_);
    row.alert.id = std::to_string(taken_);
    row.alert.device = device;
    row.alert.message = "m";
    row.alert.location = text;
    row.alert.status = status;
    std::vector<InboxRow> rows{row};
    must(append_alerts(db(), rows));
    const AlertDecision decision{rows[0].number, "unknown", "", ""};
    must(record_decisions(db(), std::span(&decision, 1)));
  }
  void open(const std::string& id, model::Scope scope, model::TicketState state) {
    model::Ticket ticket;
    ticket.id = id;
    ticket.scope = scope;
    ticket.state = state;
    ticket.server = "ids-1";
    ticket.reported_location = "Lost";
    ticket.last_alert_at = at(50);
    must(put_ticket(db(), ticket));
  }
  std::vector<std::string> told(base::UtcTime since = {}, std::int64_t alerts = 1000, std::size_t most = 100) {
    std::vector<std::string> out;
    for (const auto& p : must(reported_places(db(), since, alerts, most)))
      out.push_back(p.text + "/" + p.server + p.device + " " + std::to_string(p.alerts) + "+" +
                    std::to_string(p.tickets));
    return out;
  }
  std::int64_t taken_ = 0;
};
REDRIVE_ON_EVERY_STORE(ReportedPlacesTest);

TEST_P(ReportedPlacesTest, EachTextAndDeviceOnceNewestFirst) {
  take("Lost", "d1");
  take("Pune", "d1");
  take("Lost", "d2");
  take("Lost", "d1");
  take("Fine", "d3", model::AlertStatus::kResolved);
  EXPECT_EQ(told(), (std::vector<std::string>{"Lost/d1 2+0", "Lost/d2 1+0", "Pune/d1 1+0"}));
  EXPECT_EQ(must(reported_places(db(), {}, 1000, 100))[0].last_at, at(4));
  EXPECT_EQ(told(at(3)), (std::vector<std::string>{"Lost/d1 1+0", "Lost/d2 1+0"}));
  EXPECT_EQ(told({}, 2), (std::vector<std::string>{"Lost/d1 1+0"})) << "the newest two rows";
  EXPECT_EQ(told({}, 1000, 1), (std::vector<std::string>{"Lost/d1 2+0"}));
}

TEST_P(ReportedPlacesTest, OpenTicketsWhosePlaceCountsAreNeverForgotten) {
  using model::Scope, model::TicketState;
  open("RD-1", Scope::kServer, TicketState::kOpen);
  open("RD-2", Scope::kServer, TicketState::kHeld);
  open("RD-3", Scope::kServer, TicketState::kClosed);
  open("RD-4", Scope::kPackage, TicketState::kOpen);
  open("RD-5", Scope::kFleet, TicketState::kOpen);
  EXPECT_EQ(told(at(99)), (std::vector<std::string>{"Lost/ids-1 0+2"}));
}

}  // namespace
}  // namespace redrive::central
