// Logging in and out: sessions, their end, and a thousand guesses.
#include "tests/unit/central_people/people_world.h"

namespace redrive::central::test {
namespace {

using base::ErrorCode;
using std::chrono::hours;
using std::chrono::seconds;
using testing::HasSubstr;

class Logins : public testing::Test {
 protected:
  Logins() {
    EXPECT_TRUE(w.people->add_user(kAdmin, "ann", Role::kOperator, "correct horse"));
    w.acts.clear();
  }
  // Name of whoever the token is.
  std::string name_of(const std::string& token) {
    const auto identity = w.people->allow("Bearer " + token, Need::kIdentity, "");
    return identity ? identity->name : "";
  }
  PeopleWorld w;
};

TEST_F(Logins, ASessionLastsItsTimeWhateverTheWallClockSays) {
  const auto session = w.log_in("ann", "correct horse");
  EXPECT_EQ(name_of(session), "ann");
  w.clock.jump_wall(w.clock.utc() + hours(1000));
  EXPECT_EQ(name_of(session), "ann");
  w.clock.advance(hours(12) - seconds(1));
  EXPECT_EQ(name_of(session), "ann");
  w.clock.advance(seconds(1));
  EXPECT_EQ(name_of(session), "");
}

TEST_F(Logins, ItsTimeIsTheConfigurationsOfTheMoment) {
  config::CentralOptions options;
  options.people.session = std::chrono::minutes(5);
  w.options.set(options);
  const auto session = w.log_in("ann", "correct horse");
  w.clock.advance(std::chrono::minutes(5));
  EXPECT_EQ(name_of(session), "");
}

TEST_F(Logins, LogoutEndsOneSessionAndNoToken) {
  const auto one = w.log_in("ann", "correct horse"), other = w.log_in("ann", "correct horse");
  EXPECT_TRUE(w.people->log_out({"ann", "192.0.2.1"}, "Bearer " + one));
  EXPECT_EQ(name_of(one), "");
  EXPECT_EQ(name_of(other), "ann");
  const auto refused = w.people->log_out({"admin", "192.0.2.1"}, "Bearer " + w.admin_token());
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_EQ(name_of(w.admin_token()), "admin");
}

TEST_F(Logins, ARestartEndsEverySession) {
  const auto session = w.log_in("ann", "correct horse");
  w.open();
  EXPECT_EQ(name_of(session), "");
}

TEST_F(Logins, AreRecordedAndTheirTokenNeverIs) {
  const auto session = w.log_in("ann", "correct horse");
  ASSERT_TRUE(w.people->log_out({"ann", "192.0.2.1"}, "Bearer " + session));
  EXPECT_THAT(w.told(), testing::ElementsAre("ann login ann:  -> ", "ann logout ann:  -> "));
  for (const auto& act : w.acts) {
    for (const auto& text : {act.what, act.subject, act.detail, act.before, act.after}) {
      EXPECT_EQ(text.find(session), std::string::npos);
      EXPECT_EQ(text.find("correct horse"), std::string::npos);
    }
  }
}

TEST_F(Logins, OneThatCrossesARemovalOrANewPasswordIsNone) {
  w.meanwhile = [&] { EXPECT_TRUE(w.people->set_password(kAdmin, "ann", "battery staple")); };
  EXPECT_EQ(w.log_in("ann", "correct horse"), "");
  w.meanwhile = [&] { EXPECT_TRUE(w.people->remove_user(kAdmin, "ann")); };
  EXPECT_EQ(w.log_in("ann", "battery staple"), "");
}

TEST_F(Logins, WhatIsNobodysNameIsNotWrittenDown) {
  EXPECT_EQ(w.log_in("correct horse", "ann"), "");  // typed into the wrong field
  EXPECT_EQ(w.log_in("nobody", "x\ny"), "");
  ASSERT_EQ(w.acts.size(), 1U);
  EXPECT_EQ(w.acts[0].actor.name, "(unknown name)");
  EXPECT_EQ(w.acts[0].actor.from, "192.0.2.1");
}

TEST_F(Logins, AThousandGuessesAreSlowedAndAFewRowsOfTheTrail) {
  int judged = 0, slowed = 0;
  for (int i = 0; i < 1000; ++i, w.clock.advance(std::chrono::milliseconds(100))) {
    const auto wait = w.wait_of("ann", fmt::format("guess {}", i), "198.51.100.7");
    ++(wait == base::Micros{0} ? judged : slowed);
  }
  EXPECT_LE(judged, 14);
  EXPECT_EQ(judged + slowed, 1000);
  ASSERT_EQ(w.acts.size(), 1U);
  EXPECT_EQ(w.acts[0].what, "login refused");
  const auto rest = w.people->take_refused_logins();
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_THAT(rest[0].detail, HasSubstr("999 more since"));
  EXPECT_THAT(rest[0].detail, HasSubstr(fmt::format("{} wrong, {} while they had to wait", judged - 1, slowed)));
  EXPECT_EQ(rest[0].subject, "ann");
  EXPECT_EQ(rest[0].actor.from, "198.51.100.7");
}

TEST_F(Logins, TheRightPasswordWaitsTooAndIsLetInAfterwards) {
  for (int i = 0; i < 6; ++i) w.wait_of("ann", "wrong", "198.51.100.7");
  EXPECT_GT(w.wait_of("ann", "correct horse", "198.51.100.7"), base::Micros{0});
  w.clock.advance(seconds(1));
  EXPECT_NE(w.log_in("ann", "correct horse", "198.51.100.7"), "");
}

TEST_F(Logins, GuessesFromElsewhereKeepNobodyOutOfWhereTheyAreKnown) {
  ASSERT_NE(w.log_in("ann", "correct horse"), "");
  for (int i = 0; i < 1000; ++i) w.wait_of("ann", "wrong", fmt::format("198.51.{}.{}", i / 250, i % 250));
  EXPECT_NE(w.log_in("ann", "correct horse"), "");
}

}  // namespace
}  // namespace redrive::central::test
