#include "central/store/tickets.h"
#include "central/store/storms.h"

#include "tests/contract/store/store_fixture.h"

namespace redrive::central {
namespace {

using model::Scope;
using model::TicketState;

class TicketsTest : public StoreTest {
 protected:
  static model::Ticket ticket(const std::string& id, TicketState state = TicketState::kOpen) {
    model::Ticket t;
    t.id = id;
    t.opened_at = at(10);
    t.centre = "mc-a";
    t.scope = Scope::kPackage;
    t.server = "ids-1", t.device = "dev-1", t.package = "pkg", t.location = "PUN024", t.reported_location = nasty();
    t.location_verified = true;
    t.location_source = {"similar", 87, "PUN025", nasty()};
    t.failure_type = "disk_full";
    t.state = state;
    t.reason = "3 devices in 1 h";
    t.last_alert_at = at(12);
    return t;
  }
};
REDRIVE_ON_EVERY_STORE(TicketsTest);

TEST_P(TicketsTest, IdsAreNumberedByYearAndNeverGivenTwice) {
  EXPECT_EQ(must(next_ticket_id(db(), 2026)), "RD-2026-000001");
  EXPECT_EQ(must(next_ticket_id(db(), 2026)), "RD-2026-000002");
  EXPECT_EQ(must(next_ticket_id(db(), 2027)), "RD-2027-000001");
  reopen();
  EXPECT_EQ(must(next_ticket_id(db(), 2026)), "RD-2026-000003");
}

TEST_P(TicketsTest, ATicketComesBackAsItWasPut) {
  must(put_ticket(db(), ticket("RD-1")));
  model::Ticket closed = ticket("RD-1", TicketState::kClosed);
  closed.scope = Scope::kFleet, closed.location_verified = false, closed.location_source = {}, closed.centre = "noc";
  closed.closed_at = at(99), closed.closed_because = "cleared", closed.duplicate_of = "RD-7",
  closed.storm = "storm-RD-1";
  must(put_ticket(db(), ticket("RD-2")));
  must(put_ticket(db(), closed));
  reopen();
  EXPECT_EQ(must(find_ticket(db(), "RD-1")), closed);
  EXPECT_EQ(must(find_ticket(db(), "RD-2")), ticket("RD-2"));
  EXPECT_EQ(must(find_ticket(db(), "RD-3")), std::nullopt);
}

TEST_P(TicketsTest, AStormKnowsItsTickets) {
  for (const auto* id : {"RD-1", "RD-2", "RD-3"}) {
    model::Ticket one = ticket(id);
    if (one.id != "RD-2") one.storm = "storm-RD-1";
    must(put_ticket(db(), one));
  }
  const auto of = must(tickets_of_storm(db(), "storm-RD-1"));
  ASSERT_EQ(of.size(), 2U);
  EXPECT_EQ(of[1].id, "RD-3");
  EXPECT_TRUE(must(tickets_of_storm(db(), "")).empty());
}

TEST_P(TicketsTest, AStormComesBackAsItWasPut) {
  const Storm quiet{"mc-b", {at(3)}, "", {}, 0};
  must(put_storm(db(), {"mc-a", {at(1)}, "storm-RD-1", at(60), 1}));
  const Storm storm{"mc-a", {at(1), at(2)}, "storm-RD-1", at(60), 2};
  must(put_storm(db(), storm));
  must(put_storm(db(), quiet));
  reopen();
  EXPECT_EQ(must(all_storms(db())), (std::vector<Storm>{storm, quiet}));
}

TEST_P(TicketsTest, EveryScopeAndStateSurvives) {
  for (const auto scope : {Scope::kDevice, Scope::kServer, Scope::kSite, Scope::kPackage, Scope::kFleet}) {
    for (const auto state :
         {TicketState::kHeld, TicketState::kOpen, TicketState::kAcked, TicketState::kResolved, TicketState::kClosed}) {
      model::Ticket t = ticket("RD-1", state);
      t.scope = scope;
      must(put_ticket(db(), t));
      EXPECT_EQ(must(find_ticket(db(), "RD-1")), t);
    }
  }
}

TEST_P(TicketsTest, AnUnknownStateIsReportedNotGuessed) {
  must(put_ticket(db(), ticket("RD-1")));
  must(db().execute("UPDATE tickets SET state = 'strange'"));
  const auto read = find_ticket(db(), "RD-1");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, base::ErrorCode::kCorrupt);
  EXPECT_NE(read.error().message.find("strange"), std::string::npos);
}

TEST_P(TicketsTest, AlertsKeepTheirOrderOfArrivalAndJoinOnce) {
  must(put_ticket(db(), ticket("RD-1")));
  for (const std::int64_t number : {20, 3, 100, 20}) {
    must(add_ticket_alert(db(), "RD-1", number, "a-" + std::to_string(number)));
  }
  EXPECT_EQ(must(find_ticket(db(), "RD-1"))->alerts, (std::vector<std::string>{"a-3", "a-20", "a-100"}));
  EXPECT_EQ(must(count_ticket_alerts(db(), "RD-1")), 3U);
  must(put_ticket(db(), ticket("RD-1", TicketState::kAcked)));  // does not touch them
  EXPECT_EQ(must(count_ticket_alerts(db(), "RD-1")), 3U);
}

TEST_P(TicketsTest, ATicketShowsItsFirstThousandAlertsAndCountsAll) {
  must(put_ticket(db(), ticket("RD-1")));
  must(db().begin());
  for (std::int64_t number = 1; number <= 1005; ++number)
    must(add_ticket_alert(db(), "RD-1", number, std::to_string(number)));
  must(db().commit());
  const auto alerts = must(find_ticket(db(), "RD-1"))->alerts;
  ASSERT_EQ(alerts.size(), 1000U);
  EXPECT_EQ(alerts.back(), "1000");
  EXPECT_EQ(must(count_ticket_alerts(db(), "RD-1")), 1005U);
}

TEST_P(TicketsTest, OpenOnesAreThoseNotClosed) {
  must(put_ticket(db(), ticket("RD-1", TicketState::kHeld)));
  must(put_ticket(db(), ticket("RD-2", TicketState::kClosed)));
  must(put_ticket(db(), ticket("RD-3", TicketState::kOpen)));
  must(put_ticket(db(), ticket("RD-4", TicketState::kResolved)));
  const auto open = must(open_tickets(db()));
  ASSERT_EQ(open.size(), 3U);
  EXPECT_EQ(open[0].id, "RD-1");
  EXPECT_EQ(open[2].id, "RD-4");
  EXPECT_EQ(must(count_open_tickets(db())), 2U);  // a held one is not out yet
}

TEST_P(TicketsTest, ListsAreFilteredAndPagedNewestFirst) {
  for (int i = 1; i <= 5; ++i) must(put_ticket(db(), ticket("RD-" + std::to_string(i))));
  model::Ticket other = ticket("RD-6", TicketState::kClosed);
  other.centre = "noc", other.server = "ids-2", other.failure_type = "timeout";
  must(put_ticket(db(), other));
  const std::vector<TicketFilter> filters = {
      {"closed", "", "", ""}, {"", "noc", "", ""}, {"", "", "ids-2", ""}, {"", "", "", "timeout"}};
  for (const auto& filter : filters) {
    EXPECT_EQ(must(list_tickets(db(), filter, {})).items, (std::vector<model::Ticket>{other}));
  }
  int next = 7;
  const auto list = [&](const PageRequest& page) { return list_tickets(db(), {}, page); };
  const auto all =
      walk<model::Ticket>(list, 2, [&] { must(put_ticket(db(), ticket("RD-" + std::to_string(next++)))); });
  ASSERT_EQ(all.size(), 6U);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(all[i].id, "RD-" + std::to_string(6 - i));
}

TEST_P(TicketsTest, TheTimelineIsInOrderAndBounded) {
  must(put_ticket(db(), ticket("RD-1")));
  must(put_ticket(db(), ticket("RD-2")));
  must(db().begin());
  for (std::size_t i = 0; i < kMaxTimeline + 5; ++i) {
    must(add_timeline(db(), {"RD-1", at(static_cast<std::int64_t>(i)), "joined", nasty(), "redrive"}));
  }
  must(add_timeline(db(), {"RD-2", at(1), "note", "other", "alice"}));
  must(db().commit());
  const auto entries = must(timeline(db(), "RD-1"));
  ASSERT_EQ(entries.size(), kMaxTimeline);
  EXPECT_EQ(entries.front().at, at(5));
  EXPECT_EQ(entries.back().at, at(kMaxTimeline + 4));
  EXPECT_EQ(entries[0].text, nasty());
  EXPECT_EQ(entries[0].what, "joined");
  EXPECT_EQ(entries[0].by, "redrive");
  EXPECT_EQ(must(timeline(db(), "RD-2")).size(), 1U);
}

TEST_P(TicketsTest, ATimelineNeedsItsTicket) {
  EXPECT_FALSE(add_timeline(db(), {"RD-9", at(1), "note", "", ""}));
  EXPECT_FALSE(add_ticket_alert(db(), "RD-9", 1, "a-1"));
}

}  // namespace
}  // namespace redrive::central
