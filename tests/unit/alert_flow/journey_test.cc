// Journey 1 from the inbox to the mail outbox, on a real store.
#include <gmock/gmock.h>

#include "tests/unit/alert_flow/flow_world.h"

namespace redrive::central::test {
namespace {

using model::Scope;
using model::TicketState;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

config::CentralOptions at_once(base::Micros hold = 0s) {
  auto options = company();
  options.thresholds.limit = 0;
  options.thresholds.hold = hold;
  return options;
}

TEST(Journey, OverTheLimitOneTicketAndOneMail) {
  FlowWorld world;
  for (int i = 1; i <= 3; ++i) world.take(with_id("a-" + std::to_string(i), firing("dev-1-1")));
  ASSERT_THAT(world.tickets(), SizeIs(1));
  const auto ticket = world.ticket("RD-2026-000001");
  EXPECT_THAT(ticket.alerts, ElementsAre("a-1", "a-2", "a-3"));
  EXPECT_EQ(ticket.state, TicketState::kOpen);
  ASSERT_THAT(world.mail(), SizeIs(1));
  const auto mail = find_mail(world.db(), world.mail()[0].number).value().value();
  EXPECT_EQ(mail.recipient, "mc-a@example.org");
  EXPECT_EQ(mail.kind, "opened");
  EXPECT_EQ(mail.ticket, ticket.id);
  EXPECT_THAT(mail.message_id, StartsWith("<RD-2026-000001.1."));
  EXPECT_THAT(mail.message, HasSubstr("RD-2026-000001"));
  EXPECT_EQ(world.mail_signals(), 1);
  EXPECT_EQ(world.metrics().tickets_opened[static_cast<int>(Scope::kDevice)], 1U);
  EXPECT_EQ(world.metrics().latency_buckets.back(), 1U);
  AlertFilter of_ticket;
  of_ticket.ticket = ticket.id;
  const auto page = list_alerts(world.db(), of_ticket, {10, 0}).value();
  for (const auto& row : page.items) EXPECT_EQ(row.decision.ticket, ticket.id);
}

TEST(Journey, RepeatsDoNotCount) {
  FlowWorld world;
  for (int i = 0; i < 10; ++i) world.take(with_id("a-1", firing("dev-1-1")));
  EXPECT_THAT(world.tickets(), IsEmpty());
  ASSERT_THAT(world.failures(), SizeIs(1));
  EXPECT_EQ(world.failures()[0].count, 1U);
}

TEST(Journey, LaterAlertsJoin) {
  FlowWorld world(at_once());
  for (int i = 0; i < 50; ++i) world.take(firing("dev-1-1"));
  EXPECT_THAT(world.tickets(), SizeIs(1));
  EXPECT_THAT(world.mail(), SizeIs(1));
  EXPECT_THAT(world.ticket("RD-2026-000001").alerts, SizeIs(50));
}

TEST(Journey, ABurstOfAServerIsOneTicketAndOneMailAfterTheHold) {
  FlowWorld world(at_once(5s));
  std::vector<model::Alert> burst;
  for (int i = 1; i <= 20; ++i) burst.push_back(firing("dev-1-" + std::to_string(i)));
  world.append(std::move(burst));
  world.decide();
  EXPECT_THAT(world.mail(), IsEmpty());
  EXPECT_EQ(world.tickets().at(0).state, TicketState::kHeld);
  EXPECT_EQ(count_open_tickets(world.db()).value(), 0U);
  world.pass(5s);
  ASSERT_THAT(world.tickets(), SizeIs(1));
  EXPECT_EQ(world.tickets()[0].scope, Scope::kServer);
  EXPECT_EQ(world.tickets()[0].state, TicketState::kOpen);
  EXPECT_THAT(world.mail(), SizeIs(1));
  EXPECT_EQ(next_sweep(world.flow()), std::nullopt);
}

TEST(Journey, AHoldSurvivesARestart) {
  FlowWorld world(at_once(1min));
  world.take(firing("dev-1-1"));
  world.pass(30s);
  world.restart();
  EXPECT_EQ(next_sweep(world.flow()), world.clock().utc() + 30s);
  world.pass(30s);
  EXPECT_THAT(world.mail(), SizeIs(1));
}

TEST(Journey, RecoveredBeforeTheHoldEndedNobodyIsMailed) {
  FlowWorld world(at_once(1min));
  world.take(firing("dev-1-1"));
  world.take(resolved("dev-1-1"));
  world.pass(1h);
  EXPECT_THAT(world.mail(), IsEmpty());
  EXPECT_THAT(world.failures(), IsEmpty());
  EXPECT_EQ(world.tickets().at(0).state, TicketState::kClosed);
}

TEST(Journey, ProofClosesTheTicketWithAMailOnItsThread) {
  FlowWorld world(at_once());
  world.take(firing("dev-1-1"));
  world.take(success("dev-1-1"), model::AlertSource::kAgent);
  EXPECT_THAT(world.failures(), IsEmpty());
  EXPECT_THAT(world.counters(), IsEmpty());
  const auto ticket = world.ticket("RD-2026-000001");
  EXPECT_EQ(ticket.state, TicketState::kClosed);
  EXPECT_THAT(ticket.closed_because, HasSubstr("success of J-1 of dev-1-1"));
  ASSERT_THAT(world.mail(), SizeIs(2));
  EXPECT_EQ(world.mail()[1].kind, "closed");
  EXPECT_THAT(find_mail(world.db(), world.mail()[1].number).value()->message,
              HasSubstr("In-Reply-To: " + world.mail()[0].message_id + "\r\n"));
  const auto cleared = list_cleared_failures(world.db(), {}, {10, 0}).value();
  ASSERT_THAT(cleared.items, SizeIs(1));
  EXPECT_EQ(cleared.items[0].failure.ticket, "RD-2026-000001");
}

TEST(Journey, FailedClearedAndFailedAgainInOneBatchKeepsBothInTheStore) {
  FlowWorld world(at_once());
  world.append({firing("dev-1-1"), resolved("dev-1-1"), firing("dev-1-1")});
  world.decide();
  EXPECT_THAT(list_cleared_failures(world.db(), {}, {10, 0}).value().items, SizeIs(1));
  ASSERT_THAT(world.failures(), SizeIs(1));
  EXPECT_EQ(world.failures()[0].count, 1U);
  EXPECT_EQ(world.failures()[0].ticket, "RD-2026-000001") << "the same cause is back";
}

TEST(Journey, PartlyProvenStaysOpen) {
  auto options = company();
  options.thresholds.hold = 0s;
  FlowWorld world(options);
  for (const auto* device : {"dev-1-1", "dev-1-2", "dev-1-3"}) world.take(firing(device));
  world.take(success("dev-1-2"), model::AlertSource::kAgent);
  EXPECT_EQ(world.tickets().at(0).state, TicketState::kOpen);
  EXPECT_THAT(world.failures(), SizeIs(2));
  EXPECT_THAT(world.history("RD-2026-000001"), Contains(HasSubstr("2 still open: dev-1-1, dev-1-3")));
}

TEST(Journey, ShadowModeMailsNobodyElse) {
  auto options = at_once();
  options.mail.divert_to = "me@example.org";
  FlowWorld world(options);
  world.take(firing("dev-1-1"));
  ASSERT_THAT(world.mail(), SizeIs(1));
  EXPECT_EQ(world.mail()[0].recipient, "me@example.org");
  EXPECT_THAT(find_mail(world.db(), world.mail()[0].number).value()->message, HasSubstr("[shadow]"));
}

TEST(Journey, EveryRecipientHasARowOfOneMessage) {
  auto options = at_once();
  options.centres["mc-a"].email = {"Desk <desk@example.org>", "boss@example.org"};
  FlowWorld world(options);
  world.take(firing("dev-1-1"));
  ASSERT_THAT(world.mail(), SizeIs(2));
  EXPECT_EQ(world.mail()[0].recipient, "desk@example.org");
  EXPECT_EQ(world.mail()[0].message_id, world.mail()[1].message_id);
}

TEST(Journey, ACentreWithoutAddressIsReplacedByItsFallback) {
  auto options = at_once();
  options.centres["mc-a"].email.clear();
  FlowWorld world(options);
  world.take(firing("dev-1-1"));
  ASSERT_THAT(world.mail(), SizeIs(1));
  EXPECT_EQ(world.mail()[0].recipient, "noc@example.org");
}

TEST(Journey, ChangedLimitsHoldWithoutRestart) {
  FlowWorld world;
  world.take(firing("dev-1-1"));
  world.options().set(at_once());
  world.take(firing("dev-1-1"));
  EXPECT_THAT(world.tickets(), SizeIs(1));
}

TEST(Journey, ADecisionThatWasNotCommittedIsMadeAgain) {
  FlowWorld world(at_once());
  world.append({firing("dev-1-1"), firing("dev-2-1")});
  world.lose([&] { EXPECT_TRUE(decide_pending(world.flow())); });
  ASSERT_TRUE(load_state(world.flow()));
  EXPECT_EQ(world.metrics().tickets_opened[0], 0U);
  world.decide();
  EXPECT_THAT(world.tickets(), SizeIs(2));
  EXPECT_THAT(world.mail(), SizeIs(2));
  EXPECT_EQ(world.tickets()[0].id, "RD-2026-000001");
}

}  // namespace
}  // namespace redrive::central::test
