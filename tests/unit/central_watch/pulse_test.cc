// The pings that say that central is well: when they go out, and when they must not.
#include "central/watch/pulse.h"

#include <gtest/gtest.h>

namespace redrive::central {
namespace {

using std::chrono::seconds;

class FakeSender final : public PingSender {
 public:
  base::Status ping(const config::MonitoringOptions& options) override {
    pinged.push_back(options.ping);
    return answer;
  }
  std::vector<std::string> pinged;
  base::Status answer;
};

config::CentralOptions pinging(const std::string& url, base::Micros every = seconds(60)) {
  config::CentralOptions options;
  options.monitoring.ping = url;
  options.monitoring.every = every;
  return options;
}

class PulseTest : public testing::Test {
 protected:
  std::uint64_t count(PingFate fate) { return metrics.pings[static_cast<std::size_t>(fate)].load(); }
  // Rounds as the thread makes them, until so much time has gone by.
  void let_pass(base::Micros span) {
    const auto end = clock.steady() + span;
    while (clock.steady() < end) {
      const auto rest = pulse.work_off();
      EXPECT_GT(rest, base::Micros{0});
      EXPECT_LE(rest, Pulse::kLookEvery);
      clock.advance(std::min(rest, end - clock.steady()));
    }
  }

  base::ManualClock clock;
  LiveOptions options{pinging("https://hc.example/s3cret")};
  Metrics metrics;
  FakeSender sender;
  base::Status proof;
  int proven = 0;
  Pulse pulse{{[this] {
                 ++proven;
                 return proof;
               },
               sender, options, clock, metrics}};
};

TEST_F(PulseTest, OneGoesOutAtOnceAndThenOneEachTime) {
  let_pass(seconds(600));
  EXPECT_EQ(sender.pinged.size(), 10U);
  EXPECT_EQ(count(PingFate::kAnswered), 10U);
  EXPECT_EQ(proven, 10);
  EXPECT_EQ(metrics.last_ping.load(), base::to_micros(clock.utc()) / 1'000'000 - 60);
}

TEST_F(PulseTest, NoneGoesOutWhileNothingCanBeCommitted) {
  let_pass(seconds(120));
  proof = base::fail(base::ErrorCode::kNoSpace, "the disk is full");
  let_pass(seconds(300));
  EXPECT_EQ(sender.pinged.size(), 2U);
  EXPECT_EQ(count(PingFate::kWithheld), 5U);
  proof = {};
  let_pass(seconds(60));
  EXPECT_EQ(sender.pinged.size(), 3U);
}

TEST_F(PulseTest, OneThatIsNotAnsweredIsCountedAndTriedAgainInItsTurn) {
  sender.answer = base::fail(base::ErrorCode::kUnavailable, "no answer in time");
  let_pass(seconds(300));
  EXPECT_EQ(sender.pinged.size(), 5U);
  EXPECT_EQ(count(PingFate::kFailed), 5U);
  EXPECT_EQ(metrics.last_ping.load(), 0);
}

TEST_F(PulseTest, TroubleIsToldWhenItBeginsThenHourlyAndNeverTheAddress) {
  testing::internal::CaptureStderr();
  let_pass(seconds(120));
  sender.answer = base::fail(base::ErrorCode::kUnavailable, "no answer in time");
  let_pass(seconds(3 * 3600));
  sender.answer = {};
  let_pass(seconds(120));
  const std::string log = testing::internal::GetCapturedStderr();
  std::size_t told = 0;
  for (auto at = log.find("no answer in time"); at != log.npos; at = log.find("no answer in time", at + 1)) ++told;
  EXPECT_EQ(told, 3U) << log;
  EXPECT_NE(log.find("answered again, after 180 that were not"), log.npos) << log;
  EXPECT_EQ(log.find("s3cret"), log.npos);
}

TEST_F(PulseTest, AReloadIsFollowed) {
  let_pass(seconds(10));
  options.set(pinging("https://other.example/", seconds(5)));
  let_pass(seconds(30));
  EXPECT_EQ(sender.pinged.size(), 1U + 6U);
  EXPECT_EQ(sender.pinged.back(), "https://other.example/");
  options.set(pinging(""));
  let_pass(seconds(300));
  const auto before = sender.pinged.size();
  EXPECT_EQ(proven, static_cast<int>(before));
  options.set(pinging("https://other.example/"));
  let_pass(seconds(31));
  EXPECT_EQ(sender.pinged.size(), before + 1) << "at once when it is back";
}

}  // namespace
}  // namespace redrive::central
