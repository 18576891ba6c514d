// Who is silent for how long, and what central makes of it.
#include "central/core/silence.h"

#include <gmock/gmock.h>

#include "shared/model/failure_type.h"

namespace redrive::central {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr base::Micros kBeat = 10s;

// Two agents at a central that calls the roll every beat.
struct Watch {
  Watch() { pass(0s); }

  Sightings::Roll pass(base::Micros span) {
    clock.advance(span);
    sightings.awake(kBeat, clock.steady());
    return sightings.call(accepted, clock.steady());
  }
  Sightings::Roll beats(int count) {
    Sightings::Roll last;
    for (int i = 0; i < count; ++i) last = pass(kBeat);
    return last;
  }
  void hear(const std::string& agent, const std::string& key) {
    sightings.heard(agent, key, clock.steady(), clock.utc());
  }

  base::ManualClock clock;
  Sightings sightings;
  std::vector<std::pair<std::string, std::string>> accepted{{"ids-1", "key-1"}, {"ids-2", "key-2"}};
};

TEST(Sightings, CountFromTheLastSignOfLifeAndElseFromTheBeginning) {
  Watch watch;
  watch.beats(3);
  watch.hear("ids-1", "key-1");
  auto roll = watch.pass(kBeat);
  ASSERT_EQ(roll.agents.size(), 2U);
  EXPECT_EQ(roll.agents[0].silence, kBeat);
  EXPECT_TRUE(roll.agents[0].heard);
  EXPECT_EQ(roll.agents[0].heard_at, watch.clock.utc() - kBeat);
  EXPECT_EQ(roll.agents[1].silence, 4 * kBeat);
  EXPECT_FALSE(roll.agents[1].heard);
  EXPECT_EQ(roll.agents[1].heard_at, base::UtcTime{});
  roll = watch.pass(kBeat);
  EXPECT_FALSE(roll.agents[0].heard) << "not since the roll call before";
  EXPECT_EQ(roll.agents[0].silence, 2 * kBeat);
}

TEST(Sightings, OfTheWallClockIsNothingCounted) {
  Watch watch;
  watch.hear("ids-1", "key-1");
  for (const auto jump : {base::Micros(24h), base::Micros(-48h)}) {
    watch.clock.jump_wall(watch.clock.utc() + jump);
    const auto roll = watch.pass(kBeat);
    EXPECT_LE(roll.agents[0].silence, 2 * kBeat);
    EXPECT_FALSE(roll.anew);
  }
}

TEST(Sightings, AStandstillOfOurOwnIsNobodysSilence) {
  Watch watch;
  watch.hear("ids-1", "key-1");
  watch.beats(30);
  auto roll = watch.pass(1h);
  EXPECT_TRUE(roll.anew);
  for (const auto& seen : roll.agents) EXPECT_EQ(seen.silence, 0s) << seen.agent;
  roll = watch.beats(3);
  EXPECT_FALSE(roll.anew);
  EXPECT_EQ(roll.agents[0].silence, 3 * kBeat) << "a whole fresh period";
}

TEST(Sightings, AnotherKeyBeginsAnewAndWhoIsNotAcceptedIsForgotten) {
  Watch watch;
  watch.hear("ids-1", "key-1"), watch.hear("ids-2", "key-2");
  watch.accepted = {{"ids-1", "key-9"}};
  auto roll = watch.beats(2);
  ASSERT_EQ(roll.agents.size(), 1U);
  EXPECT_EQ(roll.agents[0].key, "key-9");
  EXPECT_EQ(roll.agents[0].silence, kBeat);
  EXPECT_FALSE(roll.agents[0].heard);
  watch.accepted = {{"ids-2", "key-2"}};
  roll = watch.pass(kBeat);
  EXPECT_EQ(roll.agents[0].silence, 0s) << "accepted again: from here on";
}

TEST(Sightings, AFetchIsToldOnce) {
  Watch watch;
  watch.hear("ids-1", "key-1");
  watch.sightings.fetched("ids-1");
  watch.hear("ids-1", "key-1");
  EXPECT_TRUE(watch.pass(kBeat).agents[0].fetched);
  EXPECT_FALSE(watch.pass(kBeat).agents[0].fetched);
}

// ---- what central makes of it

class Silence : public testing::Test {
 protected:
  // The alert made, if any; the row is kept as the store would.
  std::optional<model::Alert> look(const Sighting& seen) {
    const auto change = judge_silence(row ? &*row : nullptr, seen, rules);
    if (!change) return std::nullopt;
    ++changes;
    row = change->row;
    return change->alert;
  }
  Sighting heard(const std::string& key = "key-1") const { return {"ids-1", key, 0s, true, false, rules.now}; }
  Sighting silent(base::Micros span = 1h, const std::string& key = "key-1") const {
    return {"ids-1", key, span, false, false, {}};
  }

  SilenceRules rules{5min, 48h, false, base::utc_from_micros(1'772'409'600'000'000)};
  std::optional<AgentRow> row;
  int changes = 0;
};

TEST_F(Silence, IsOneAlertAndItsEndIsEvidence) {
  EXPECT_FALSE(look(heard()));
  ASSERT_TRUE(row) << "that it was ever connected is kept";
  EXPECT_FALSE(look(silent(5min - 1us)));
  const auto alert = look(silent(5min));
  ASSERT_TRUE(alert);
  EXPECT_EQ(alert->id, "silence/ids-1/1");
  EXPECT_EQ(alert->server, "ids-1");
  EXPECT_EQ(alert->device, "");
  EXPECT_EQ(alert->failure_type, model::failure_type::kServerUnreachable);
  EXPECT_EQ(alert->status, model::AlertStatus::kFiring);
  EXPECT_THAT(alert->message, HasSubstr("for more than 5m; it was last known to be there at 2026-03-02T00:00:00Z"));
  EXPECT_TRUE(model::check_alert(*alert));
  EXPECT_FALSE(look(silent()));
  EXPECT_FALSE(look(silent(24h)));
  const auto over = look(heard());
  ASSERT_TRUE(over);
  EXPECT_EQ(over->id, "silence/ids-1/1/over");
  EXPECT_EQ(over->status, model::AlertStatus::kResolved);
  EXPECT_EQ(over->failure_type, alert->failure_type);
  EXPECT_EQ(over->server, "ids-1");
  const int before = changes;
  EXPECT_FALSE(look(heard()));
  EXPECT_EQ(changes, before) << "who is simply there costs no write";
  EXPECT_EQ(look(silent())->id, "silence/ids-1/2") << "another silence is another alert";
}

TEST_F(Silence, IsAlertedAgainWhileItLasts) {
  rules.unreachable_again = 2min;
  look(heard());
  const std::pair<base::Micros, const char*> looks[] = {
      {5min, "silence/ids-1/1"}, {7min - 1us, nullptr},     {7min, "silence/ids-1/2"},
      {8min, nullptr},           {9min, "silence/ids-1/3"}, {1min, nullptr},  // central began to count anew
      {5min, "silence/ids-1/4"}, {6min, nullptr},           {1h, "silence/ids-1/5"}};
  for (const auto& [span, id] : looks) {
    const auto alert = look(silent(span));
    ASSERT_EQ(alert.has_value(), id != nullptr) << base::format_duration(span);
    if (!alert) continue;
    EXPECT_EQ(alert->id, id);
    EXPECT_EQ(alert->message.starts_with("still no sign of life"), alert->id != "silence/ids-1/1");
  }
  EXPECT_EQ(look(heard())->id, "silence/ids-1/5/over");
  EXPECT_EQ(look(silent(5min))->id, "silence/ids-1/6") << "the next one is not cut short";
  EXPECT_FALSE(look(silent(6min)));
}

TEST_F(Silence, IsCountedInsideAnOutageToo) {
  rules.unreachable_again = 2min;
  look(heard());
  rules.in_outage = true;
  EXPECT_TRUE(look(silent(5min)));
  EXPECT_TRUE(look(silent(7min)));
  rules.in_outage = false;
  EXPECT_THAT(look(silent(7min + 10s))->message, HasSubstr("still so after the outage"));
  EXPECT_FALSE(look(silent(8min)));
}

TEST_F(Silence, OfWhoWasNeverConnectedIsNone) {
  EXPECT_FALSE(look(silent(24h)));
  EXPECT_FALSE(row);
}

TEST_F(Silence, OfAReplacedKeyIsNoneUntilTheNewOneWasConnected) {
  look(heard());
  EXPECT_FALSE(look(silent(1h, "key-2")));
  EXPECT_FALSE(look(heard("key-2")));
  EXPECT_TRUE(look(silent(1h, "key-2")));
  const auto over = look(heard("key-3"));
  ASSERT_TRUE(over) << "the server is there, whatever its key";
  EXPECT_EQ(over->status, model::AlertStatus::kResolved);
}

TEST_F(Silence, ThatOutlivesAnOutageIsAlertedAnew) {
  look(heard());
  rules.in_outage = true;
  EXPECT_EQ(look(silent())->id, "silence/ids-1/1");
  EXPECT_FALSE(look(silent()));
  rules.in_outage = false;
  const auto again = look(silent());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, "silence/ids-1/2");
  EXPECT_THAT(again->message, HasSubstr("still so after the outage"));
  EXPECT_FALSE(look(silent())) << "once for that outage";
  EXPECT_EQ(look(heard())->id, "silence/ids-1/2/over");
}

TEST_F(Silence, AnOutageThatBeganLaterIsOutlivedTheSame) {
  look(heard());
  look(silent());
  rules.in_outage = true;
  EXPECT_FALSE(look(silent()));
  rules.in_outage = false;
  EXPECT_TRUE(look(silent()));
}

}  // namespace
}  // namespace redrive::central
