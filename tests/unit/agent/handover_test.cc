#include "agent/manager/handover.h"

#include <gmock/gmock.h>

namespace redrive::agent {
namespace {

using model::DeviceState;
using std::chrono::seconds;
using testing::HasSubstr;

class HandoverTest : public testing::Test {
 protected:
  HandoverTest() {
    order_.job = "J-1";
    order_.run = 3;
    order_.devices = {"dev-1", "dev-2", "dev-3"};
    order_.packages = {{"app.deb", "/store/ab"}};
    order_.parameters.timeout = seconds(100);
  }
  void hand(const std::string& device) {
    ASSERT_EQ(*handover_.next(), device);
    handover_.begin(now_);
    handover_.handed(device);
  }
  Handover::Heard hear(const ExternalReport& said, bool stopping = false, bool may_repeat = true) {
    return handover_.hear(said, now_, stopping, may_repeat);
  }
  static ExternalReport failed(const std::string& type, const std::string& message, std::uint32_t attempt = 0) {
    return {"dev-1", DeviceState::kFailed, type, message, "", attempt};
  }

  RunOrder order_;
  base::SteadyTime now_{seconds(1000)};
  Handover handover_{order_, seconds(10)};
};

TEST_F(HandoverTest, ADevicesEndIsToldOnce) {
  hand("dev-1");
  EXPECT_EQ(hear({"dev-1", DeviceState::kRunning}).end, std::nullopt);
  const auto heard = hear({"dev-1", DeviceState::kSucceeded, "", "fine"});
  EXPECT_EQ(*heard.end, (model::DeviceOutcome{"dev-1", DeviceState::kSucceeded, "", "", "", 3, {}}));
  EXPECT_EQ(handover_.in_hand(), 0U);
  const auto again = hear({"dev-1", DeviceState::kFailed, "disk_full", "no"});
  EXPECT_EQ(again.end, std::nullopt);
  EXPECT_THAT(again.unusable, HasSubstr("not in the manager's hands"));
}

TEST_F(HandoverTest, WhatWasNotHandedOverHasNoEnd) {
  EXPECT_EQ(hear({"dev-1", DeviceState::kSucceeded}).end, std::nullopt);
  EXPECT_EQ(hear({"stranger", DeviceState::kSucceeded}).end, std::nullopt);
  handover_.begin(now_);  // journalled as started, but its line has not been written
  EXPECT_EQ(hear({"dev-1", DeviceState::kSucceeded}).end, std::nullopt);
  handover_.handed("dev-1");
  EXPECT_NE(hear({"dev-1", DeviceState::kSucceeded}).end, std::nullopt);
}

TEST_F(HandoverTest, AFailureKeepsTypeMessageAndPackage) {
  hand("dev-1");
  const auto end = *hear({"dev-1", DeviceState::kFailed, "disk_full", "no room", "app.deb"}).end;
  EXPECT_EQ(end, (model::DeviceOutcome{"dev-1", DeviceState::kFailed, "disk_full", "no room", "app.deb", 3, {}}));
}

TEST_F(HandoverTest, ATypeThatDoesNotExistIsKeptInTheText) {
  hand("dev-1");
  const auto end = *hear({"dev-1", DeviceState::kFailed, "disk_is_full\n", "broken", "stranger.deb"}).end;
  EXPECT_EQ(end.failure_type, "unknown");
  EXPECT_EQ(end.message, "failure type 'disk_is_full ': broken");
  EXPECT_EQ(end.package, "");
}

TEST_F(HandoverTest, WithoutATypeTheMessageMayTell) {
  hand("dev-1");
  EXPECT_EQ(hear(failed("", "cp: No space left on device")).end->failure_type, "disk_full");
  hand("dev-2");
  EXPECT_EQ(hear({"dev-2", DeviceState::kFailed}).end->failure_type, "unknown");
}

TEST_F(HandoverTest, ALongMessageIsCut) {
  hand("dev-1");
  EXPECT_EQ(hear(failed("timeout", std::string(16'000, 'x'))).end->message.size(), 1024U);
}

TEST_F(HandoverTest, FurtherAttemptsAreHandedOverAgain) {
  order_.parameters.retries = 2;
  hand("dev-1");
  EXPECT_EQ(hear(failed("timeout", "a")).again, 2U);
  EXPECT_THAT(hear(failed("timeout", "late", 1)).unusable, HasSubstr("another attempt"));
  EXPECT_EQ(hear(failed("timeout", "b", 2)).again, 3U);
  const auto end = *hear(failed("timeout", "c", 3)).end;
  EXPECT_EQ(end.message, "c\n(after 3 attempts)");
}

TEST_F(HandoverTest, NoFurtherAttemptWhereNoneIsPossible) {
  order_.parameters.retries = 2;
  hand("dev-1");
  EXPECT_EQ(hear(failed("timeout", "a"), false, false).end->failure_type, "timeout");
  hand("dev-2");
  EXPECT_EQ(hear({"dev-2", DeviceState::kFailed, "timeout"}, true, true).end->state, DeviceState::kFailed);
}

TEST_F(HandoverTest, CancelledCountsWhenItWasAskedFor) {
  hand("dev-1");
  const auto unasked = *hear({"dev-1", DeviceState::kCancelled, "", "no mood"}).end;
  EXPECT_EQ(unasked.state, DeviceState::kFailed);
  EXPECT_EQ(unasked.failure_type, "unknown");
  EXPECT_THAT(unasked.message, HasSubstr("without being asked: no mood"));
  hand("dev-2");
  EXPECT_EQ(hear({"dev-2", DeviceState::kCancelled}, true).end->state, DeviceState::kCancelled);
}

TEST_F(HandoverTest, TheTimeRunsFromTheHandoverAndOnceMoreFromTheBegin) {
  hand("dev-1");
  EXPECT_EQ(handover_.next_due(now_), base::SteadyTime(seconds(1110)));
  now_ += seconds(109);
  EXPECT_FALSE(handover_.overdue(now_));
  hear({"dev-1", DeviceState::kRunning});
  now_ += seconds(109);
  EXPECT_FALSE(hear({"dev-1", DeviceState::kRunning}).news);  // no sign of life prolongs it for ever
  EXPECT_FALSE(handover_.overdue(now_));
  now_ += seconds(1);
  EXPECT_TRUE(handover_.overdue(now_));
  EXPECT_EQ(handover_.next_due(now_), std::nullopt);
}

TEST_F(HandoverTest, WhatIsOverdueMayStillEnd) {
  hand("dev-1");
  now_ += seconds(500);
  EXPECT_EQ(hear({"dev-1", DeviceState::kSucceeded}).end->state, DeviceState::kSucceeded);
}

TEST_F(HandoverTest, AnEndOfTheProgramSettlesWhatItHad) {
  hand("dev-1");
  now_ += seconds(60);
  hand("dev-2");
  now_ += seconds(60);
  EXPECT_TRUE(handover_.overdue(now_));
  EXPECT_FALSE(handover_.all_overdue(now_));
  const auto ends = handover_.settle(now_, false, "push ended with exit status 3");
  ASSERT_EQ(ends.size(), 2U);
  EXPECT_EQ(ends[0].failure_type, "timeout");
  EXPECT_EQ(ends[1].failure_type, "no_report");
  EXPECT_EQ(ends[1].state, DeviceState::kFailed);
  EXPECT_EQ(ends[1].message,
            "the manager did not say what became of it, it may have been done: push ended with exit status 3");
  EXPECT_EQ(*handover_.next(), "dev-3");
  EXPECT_EQ(handover_.in_hand(), 0U);
}

TEST_F(HandoverTest, AStopSettlesAsCancelled) {
  hand("dev-1");
  EXPECT_EQ(handover_.settle(now_, true, "x")[0].state, DeviceState::kCancelled);
}

TEST_F(HandoverTest, AnEndlessTimeoutOverflowsNothing) {
  order_.parameters.timeout = base::Micros::max();
  hand("dev-1");
  EXPECT_FALSE(handover_.overdue(now_ + seconds(3600)));
}

}  // namespace
}  // namespace redrive::agent
