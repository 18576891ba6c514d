// Many servers in waves.
#include "central/core/rollout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shared/model/outage.h"

namespace redrive::central {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const base::UtcTime kNow = base::utc_from_micros(1'772'409'600'000'000);

// A rollout of redistributions, ten devices a server, played without a store.
struct Play {
  explicit Play(std::size_t servers, RolloutPolicy policy = {}) {
    row.state = "running";
    row.policy = policy;
    for (std::size_t i = 1; i <= servers; ++i)
      members.push_back({"ids-" + std::to_string(i), "J-1", "R-" + std::to_string(i), 0, 10, "blake2b:x", "scheduled"});
    set_waves(policy, members);
  }

  // Takes the step; the servers that begin.
  std::vector<std::string> step() {
    last = next_step(row, members, hours, now);
    row.state = last.state, row.why = last.why, row.wave_ended = last.wave_ended;
    std::vector<std::string> begun;
    for (const std::size_t i : last.begin) {
      members[i].state = "approved";
      begun.push_back(members[i].server);
    }
    return begun;
  }
  void end(std::size_t server, std::uint64_t succeeded = 10, const std::string& state = "finished") {
    members[server - 1].state = state;
    members[server - 1].succeeded = succeeded;
    members[server - 1].failed = state == "finished" ? 10 - succeeded : 0;
  }

  RolloutRow row;
  std::vector<RolloutMember> members;
  model::WorkingHours hours;
  base::UtcTime now = kNow;
  RolloutStep last;
};

std::vector<std::uint32_t> waves(std::size_t servers, RolloutPolicy policy) {
  std::vector<std::uint32_t> out;
  for (const auto& member : Play(servers, policy).members) out.push_back(member.wave);
  return out;
}

TEST(Rollout, WavesAreACanaryThenANumberOrAShare) {
  EXPECT_THAT(waves(6, {.canary = 1, .wave = 2}), ElementsAre(1, 2, 2, 3, 3, 4));
  EXPECT_THAT(waves(5, {.canary = 2, .wave_percent = 50}), ElementsAre(1, 1, 2, 2, 2)) << "rounded up";
  EXPECT_THAT(waves(4, {.canary = 0, .wave = 3}), ElementsAre(1, 1, 1, 2));
  EXPECT_THAT(waves(3, {.canary = 5, .wave_percent = 1}), ElementsAre(1, 1, 1));
  EXPECT_THAT(waves(3, {.canary = 1, .wave_percent = 1}), ElementsAre(1, 2, 3)) << "never less than one";
}

TEST(Rollout, AWaveBeginsWhenTheOneBeforeHasEnded) {
  Play play(4, {.canary = 1, .wave = 2});
  EXPECT_THAT(play.step(), ElementsAre("ids-1"));
  EXPECT_THAT(play.step(), IsEmpty());
  play.members[0].state = "running";
  EXPECT_THAT(play.step(), IsEmpty());
  play.end(1);
  EXPECT_THAT(play.step(), ElementsAre("ids-2", "ids-3"));
  EXPECT_EQ(play.row.why, "wave 2 of 3: 2 servers");
  play.end(3);
  EXPECT_THAT(play.step(), IsEmpty());
  play.end(2);
  EXPECT_THAT(play.step(), ElementsAre("ids-4"));
  play.end(4);
  play.step();
  EXPECT_EQ(play.row.state, "finished");
  EXPECT_EQ(play.row.why, "40 of 40 devices succeeded");
}

TEST(Rollout, TheSameStepAgainBeginsNothingTwice) {
  Play play(3, {.canary = 1, .wave = 2});
  play.step();
  const auto before = play.members;
  for (int i = 0; i < 3; ++i) EXPECT_THAT(play.step(), IsEmpty());
  EXPECT_EQ(play.members[0].state, before[0].state);
}

TEST(Rollout, ThePaceIsCountedFromTheEndOfAWaveAlsoAfterARestart) {
  Play play(2, {.canary = 1, .wave = 1, .pace = 10min});
  play.step();
  play.now += 1h;
  play.end(1);
  EXPECT_THAT(play.step(), IsEmpty());
  EXPECT_EQ(play.last.look_again, play.now + 10min);
  play.now += 10min - 1s;
  EXPECT_THAT(play.step(), IsEmpty());
  play.now += 1s;
  EXPECT_THAT(play.step(), ElementsAre("ids-2"));
  EXPECT_FALSE(play.row.wave_ended) << "counted anew";
}

TEST(Rollout, ItPausesWhenTooManyFailedAndGoesOnWhenThatWasSeen) {
  Play play(3, {.canary = 1, .wave = 1, .stop_percent = 20});
  play.step();
  play.end(1, 8);
  EXPECT_THAT(play.step(), ElementsAre("ids-2")) << "two of ten are just allowed";
  play.end(2, 7);
  EXPECT_THAT(play.step(), IsEmpty());
  EXPECT_EQ(play.row.state, "paused");
  EXPECT_THAT(play.row.why, HasSubstr("5 of 20 devices failed or were left undone, more than 20 %"));
  EXPECT_THAT(play.step(), IsEmpty()) << "it stays so";
  play.row.state = "running";
  play.row.excused = count(play.members).failed;
  EXPECT_THAT(play.step(), ElementsAre("ids-3"));
  play.end(3, 2);
  play.step();
  EXPECT_EQ(play.row.state, "finished") << "nothing is left to hold back";
}

TEST(Rollout, WhatIsUnderWayCountsBeforeItsWaveEnds) {
  Play play(5, {.canary = 1, .wave = 4, .stop_percent = 10});
  play.step(), play.end(1), play.step();
  play.end(2, 0);
  play.step();
  EXPECT_EQ(play.row.state, "paused") << "10 of 50";
}

TEST(Rollout, AServerThatRefusesOrIsSilentCountsAsFailed) {
  for (const char* state : {"rejected", "no_report", "refused", "expired", "cancelled"}) {
    Play play(2, {.canary = 1, .wave = 1});
    play.step();
    play.end(1, 0, state);
    EXPECT_THAT(play.step(), IsEmpty()) << state;
    EXPECT_EQ(play.row.state, "paused") << state;
  }
}

TEST(Rollout, NeverStoppedAtAHundredPercent) {
  Play play(2, {.canary = 1, .wave = 1, .stop_percent = 100});
  play.step();
  play.end(1, 0);
  EXPECT_THAT(play.step(), ElementsAre("ids-2"));
}

TEST(Rollout, NoWaveBeginsAfterTheDeadline) {
  Play play(2, {.canary = 1, .wave = 1, .deadline = kNow + 1h});
  play.step();
  play.now = kNow + 1h + 1s;
  EXPECT_THAT(play.step(), IsEmpty());
  EXPECT_EQ(play.row.state, "running") << "what is under way may end";
  play.end(1);
  EXPECT_THAT(play.step(), IsEmpty());
  EXPECT_EQ(play.row.state, "cancelled");
  EXPECT_EQ(play.row.why, "no wave may begin after 2026-03-02T01:00:00Z");
}

struct Nights final : model::Occurrences {  // 22:00 to 23:00 UTC
  std::vector<model::Period> within(base::UtcTime from, base::UtcTime to) const override {
    std::vector<model::Period> out;
    for (auto day = std::chrono::floor<std::chrono::days>(from); day < to; day += std::chrono::days(1)) {
      if (day + 23h > from && day + 22h < to) out.push_back({day + 22h, day + 23h});
    }
    return out;
  }
  const std::string& text() const override {
    static const std::string kText = "nights";
    return kText;
  }
};

TEST(Rollout, WavesBeginWithinTheHours) {
  Play play(2, {.canary = 1, .wave = 1});
  play.hours.times = {model::Times(std::make_shared<const Nights>())};
  EXPECT_THAT(play.step(), IsEmpty());
  const auto night = std::chrono::floor<std::chrono::days>(kNow) + 22h;
  EXPECT_EQ(play.last.look_again, night);
  play.now = night;
  EXPECT_THAT(play.step(), ElementsAre("ids-1"));
  play.now += 2h;
  play.end(1);
  EXPECT_THAT(play.step(), IsEmpty());
  EXPECT_EQ(play.last.look_again, night + 24h);
}

TEST(Rollout, HoursThatNeverComeAreSaid) {
  struct Never final : model::Occurrences {
    std::vector<model::Period> within(base::UtcTime, base::UtcTime) const override { return {}; }
    const std::string& text() const override {
      static const std::string kText = "never";
      return kText;
    }
  };
  Play play(2);
  play.hours.times = {model::Times(std::make_shared<const Never>())};
  EXPECT_THAT(play.step(), IsEmpty());
  EXPECT_EQ(play.row.why, "its hours never come");
}

TEST(Rollout, ACancelledOneEndsWithWhatIsUnderWay) {
  Play play(3, {.canary = 1, .wave = 2});
  play.step();
  play.row.state = "cancelling";
  EXPECT_THAT(play.step(), IsEmpty());
  EXPECT_EQ(play.row.state, "cancelling");
  play.end(1);
  EXPECT_THAT(play.step(), IsEmpty());
  EXPECT_EQ(play.row.state, "cancelled");
}

TEST(Rollout, APausedOneBeginsNothingButEndsWhenAllHas) {
  Play play(2, {.canary = 1, .wave = 1});
  play.step();
  play.row.state = "paused";
  play.end(1);
  EXPECT_THAT(play.step(), IsEmpty());
  play.end(2);
  play.step();
  EXPECT_EQ(play.row.state, "finished");
}

TEST(Rollout, TheEndIsEstimatedFromWhatWasDone) {
  Play play(4, {.canary = 1, .wave = 3});
  play.row.begun_at = kNow;
  play.step();
  EXPECT_FALSE(ends_about(play.row, count(play.members), kNow + 10min)) << "nothing has ended";
  play.end(1);
  EXPECT_EQ(ends_about(play.row, count(play.members), kNow + 10min), kNow + 40min);
  play.row.state = "paused";
  EXPECT_FALSE(ends_about(play.row, count(play.members), kNow + 10min));
}

TEST(Rollout, TheDigestSpeaksOfAllThatRuns) {
  Play play(2);
  const std::string digest = rollout_digest(play.row, play.members);
  EXPECT_EQ(digest, rollout_digest(play.row, play.members));
  const auto differs = [&](auto change) {
    Play other = play;
    change(other);
    return rollout_digest(other.row, other.members) != digest;
  };
  EXPECT_TRUE(differs([](Play& p) { p.row.policy.stop_percent = 21; }));
  EXPECT_TRUE(differs([](Play& p) { p.row.policy.pace = 1s; }));
  EXPECT_TRUE(differs([](Play& p) { p.row.policy.deadline = kNow; }));
  EXPECT_TRUE(differs([](Play& p) { p.members[1].plan_digest = "blake2b:y"; }));
  EXPECT_TRUE(differs([](Play& p) { p.members[1].wave = 3; }));
  EXPECT_TRUE(differs([](Play& p) { p.members[1].server = "ids-9"; }));
  EXPECT_TRUE(differs([](Play& p) { p.members.pop_back(); }));
}

TEST(Rollout, AWrongPolicyIsNamed) {
  const auto wrong = [](RolloutPolicy policy) {
    const auto checked = check_policy(policy, kNow);
    return checked ? std::string() : checked.error().message;
  };
  EXPECT_EQ(wrong({}), "");
  EXPECT_THAT(wrong({.wave_percent = 0}), HasSubstr("a wave of 0 %"));
  EXPECT_THAT(wrong({.stop_percent = 101}), HasSubstr("stop at 101 %"));
  EXPECT_THAT(wrong({.pace = 31 * 24h}), HasSubstr("expected 0s to 30d"));
  EXPECT_THAT(wrong({.deadline = kNow}), HasSubstr("has passed"));
  EXPECT_THAT(wrong({.hours = {"Mo-Fr 22:00-05:00"}}), HasSubstr("hours and zone"));
  EXPECT_THAT(wrong({.hours = {"22-5"}, .zone = "UTC"}), HasSubstr("hours \"22-5\""));
}

}  // namespace
}  // namespace redrive::central
