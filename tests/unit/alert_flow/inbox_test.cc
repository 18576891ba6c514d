// Taking alerts: repeats, broken transactions, and what is made of rubbish (A1).
#include <gmock/gmock.h>

#include "tests/unit/alert_flow/flow_world.h"

namespace redrive::central::test {
namespace {

std::uint64_t stored(FlowWorld& world) {
  return count_alerts(world.db()).value().stored;
}

TEST(Inbox, TheSameIdOfASenderIsOneAlert) {
  FlowWorld world;
  const auto first = world.append(
      {with_id("a-1", firing("dev-1-1")), with_id("a-1", firing("dev-1-1")), with_id("a-2", firing("dev-1-1"))});
  EXPECT_EQ(first.accepted, 2U);
  EXPECT_EQ(first.repeated, 1U) << "in one batch too";
  const auto again = world.append({with_id("a-1", firing("dev-1-1")), with_id("a-3", firing("dev-1-1"))});
  EXPECT_EQ(again.accepted, 1U);
  EXPECT_EQ(again.repeated, 1U);
  EXPECT_EQ(world.append({with_id("a-1", firing("dev-1-1"))}, model::AlertSource::kMail, "mailbox").accepted, 1U)
      << "another sender's";
  EXPECT_EQ(stored(world), 4U);
  EXPECT_EQ(world.metrics().alerts_received[static_cast<int>(model::AlertSource::kHttp)], 3U);
}

TEST(Inbox, RepeatsAreKnownAfterARestartAndForgottenAfterTheWindow) {
  FlowWorld world;
  world.append({with_id("a-1", firing("dev-1-1"))});
  world.restart();
  EXPECT_EQ(world.append({with_id("a-1", firing("dev-1-1"))}).repeated, 1U);
  world.clock().advance(24h * 8);
  EXPECT_EQ(world.append({with_id("a-1", firing("dev-1-1"))}).accepted, 1U);
}

TEST(Inbox, WhatWasNotCommittedIsNoRepeat) {
  FlowWorld world;
  world.lose([&] {
    (void)append_to_inbox(world.flow(), model::AlertSource::kHttp, "token", {with_id("a-1", firing("dev-1-1"))});
  });
  EXPECT_EQ(world.append({with_id("a-1", firing("dev-1-1"))}).accepted, 1U) << "the sender got no answer and repeats";
  EXPECT_EQ(stored(world), 1U);
}

TEST(Inbox, TwoRequestsOfOneTransactionKnowEachOther) {
  FlowWorld world;
  world.transact([&] {
    EXPECT_EQ(append_to_inbox(world.flow(), model::AlertSource::kHttp, "token", {with_id("a-1", firing("dev-1-1"))})
                  ->accepted,
              1U);
    EXPECT_EQ(append_to_inbox(world.flow(), model::AlertSource::kHttp, "token", {with_id("a-1", firing("dev-1-1"))})
                  ->repeated,
              1U);
    return true;
  });
  EXPECT_EQ(stored(world), 1U);
}

TEST(Inbox, MissingIdsAreMadeAndDiffer) {
  FlowWorld world;
  EXPECT_EQ(world.append({firing("dev-1-1"), firing("dev-1-1")}).accepted, 2U);
  const auto rows = undecided_alerts(world.db(), 10).value();
  EXPECT_NE(rows[0].alert.id, rows[1].alert.id);
  EXPECT_EQ(rows[0].alert.id.size(), 18U);
  EXPECT_EQ(rows[0].alert.occurred_at, world.clock().utc());
}

TEST(Inbox, RubbishIsMadeStorableAndCostsNobodyElse) {
  FlowWorld world;
  model::Alert rubbish;
  rubbish.message = std::string("\xFF\xFE\0 half \xE2\x82", 11) + std::string(2 * model::kMaxMessage, 'x');
  rubbish.location = std::string(5000, '\'') + "\r\nBcc: all@example.org";
  rubbish.job = "a\nb";
  world.append({rubbish, firing("dev-1-1"), model::Alert{}});
  world.decide();
  const auto page = list_alerts(world.db(), {}, {10, 0}).value();
  ASSERT_EQ(page.items.size(), 3U);
  for (const auto& [row, decision] : page.items) {
    EXPECT_TRUE(model::check_alert(row.alert));
    EXPECT_NE(decision.number, 0);
  }
  EXPECT_EQ(page.items[2].row.alert.job, "a b");
  EXPECT_EQ(page.items[2].row.alert.server, "token") << "nobody else is named";
  EXPECT_EQ(page.items[2].decision.failure_type, "unknown");
}

TEST(Inbox, ADeviceWithoutAnythingOpenCannotHaveFailed) {
  FlowWorld world;
  world.decide();
  EXPECT_FALSE(may_have_failed(world.flow(), "ids-1", "dev-1-1"));
  world.append({firing("dev-1-1")});
  EXPECT_TRUE(may_have_failed(world.flow(), "ids-1", "dev-1-9")) << "not decided yet";
  world.decide();
  EXPECT_FALSE(may_have_failed(world.flow(), "ids-1", "dev-1-9"));
  EXPECT_TRUE(may_have_failed(world.flow(), "ids-1", "dev-1-1"));
  world.restart();
  EXPECT_TRUE(may_have_failed(world.flow(), "ids-1", "dev-1-9")) << "unknown until the inbox was looked at";
}

}  // namespace
}  // namespace redrive::central::test
