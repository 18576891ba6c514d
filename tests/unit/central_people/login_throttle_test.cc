// How fast a password may be guessed, and that nobody is shut out for ever.
#include "central/people/login_throttle.h"

#include <gtest/gtest.h>

namespace redrive::central {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class Throttle : public testing::Test {
 protected:
  base::Micros admit(const std::string& name, const std::string& from) { return throttle.admit(name, from, now); }
  bool wrong(const std::string& name, const std::string& from) { return admit(name, from) == base::Micros{0}; }
  // How many of `guesses`, one a second, were judged.
  int judged(int guesses, const std::string& name, const std::function<std::string(int)>& from) {
    int count = 0;
    for (int i = 0; i < guesses; ++i, now += seconds(1)) count += wrong(name, from(i));
    return count;
  }
  void known(const std::string& name, const std::string& from) {
    ASSERT_EQ(admit(name, from), base::Micros{0});
    throttle.was_right(name, from, now);
  }

  LoginThrottle throttle;
  base::SteadyTime now{};
};

TEST_F(Throttle, AFewWrongOnesAreFreeThenTheWaitDoublesToItsBound) {
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(wrong("ann", "192.0.2.1"));
  EXPECT_TRUE(wrong("ann", "192.0.2.1")) << "the first wait begins with the sixth";
  for (const auto wait : {1, 2, 4, 8, 16, 32, 60, 60}) {
    EXPECT_EQ(admit("ann", "192.0.2.1"), seconds(wait));
    now += seconds(wait);
    EXPECT_TRUE(wrong("ann", "192.0.2.1"));
  }
}

TEST_F(Throttle, ImpatienceDoesNotMakeTheWaitLonger) {
  for (int i = 0; i < 6; ++i) wrong("ann", "192.0.2.1");
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(admit("ann", "192.0.2.1"), seconds(1));
  now += seconds(1);
  EXPECT_TRUE(wrong("ann", "192.0.2.1"));
}

TEST_F(Throttle, AThousandGuessesAtOneNameFromOneAddressAreAFew) {
  EXPECT_LE(judged(1000, "ann", [](int) { return "192.0.2.1"; }), 30);
}

TEST_F(Throttle, AThousandGuessesAtOneNameFromAThousandAddressesAreAFew) {
  EXPECT_LE(judged(1000, "ann", [](int i) { return fmt::format("192.0.{}.{}", i / 250, i % 250); }), 30);
}

TEST_F(Throttle, AThousandNamesFromOneAddressAreAFew) {
  int count = 0;
  for (int i = 0; i < 1000; ++i, now += seconds(1)) count += wrong(fmt::format("name-{}", i), "192.0.2.1");
  EXPECT_LE(count, 25);
}

TEST_F(Throttle, WhoIsKnownInAPlaceIsNotKeptOutByGuessesFromElsewhere) {
  known("ann", "192.0.2.1");
  judged(1000, "ann", [](int) { return "198.51.100.7"; });
  while (wrong("ann", "198.51.100.7")) {
  }
  EXPECT_EQ(admit("ann", "192.0.2.1"), base::Micros{0});
}

TEST_F(Throttle, NorByGuessesAtOtherNamesFromTheSameAddress) {
  known("ann", "192.0.2.1");
  for (int i = 0; i < 1000; ++i) wrong(fmt::format("name-{}", i), "192.0.2.1");
  EXPECT_EQ(admit("ann", "192.0.2.1"), base::Micros{0});
}

TEST_F(Throttle, AKnownPlaceIsThrottledForItsOwnGuesses) {
  known("ann", "192.0.2.1");
  EXPECT_LE(judged(1000, "ann", [](int) { return "192.0.2.1"; }), 30);
}

TEST_F(Throttle, ARightOneIsNotCountedAndGuessesOfOneMomentAreCountedTogether) {
  for (int i = 0; i < 100; ++i) known("ann", "192.0.2.1");
  int together = 0;
  for (int i = 0; i < 100; ++i) together += wrong("bob", "192.0.2.2");  // none of them is settled yet
  EXPECT_EQ(together, 6);
}

TEST_F(Throttle, WhatWasNotJudgedIsNotCounted) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(wrong("ann", "192.0.2.1"));
    throttle.was_not_judged("ann", "192.0.2.1");
  }
}

TEST_F(Throttle, ItIsForgottenAfterAQuietWhile) {
  judged(1000, "ann", [](int) { return "192.0.2.1"; });
  now += minutes(16);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(wrong("ann", "192.0.2.1"));
}

TEST_F(Throttle, FullTablesStillSlowWhatDoesNotFitAndSpareWhoIsKnown) {
  LoginThrottle small(ThrottleLimits{.most = 8});
  const auto judged_now = [&](const std::string& name, const std::string& from) {
    return small.admit(name, from, now) == base::Micros{0};
  };
  ASSERT_TRUE(judged_now("ann", "192.0.2.1"));
  small.was_right("ann", "192.0.2.1", now);
  for (int i = 0; i < 8; ++i) judged_now(fmt::format("name-{}", i), fmt::format("192.0.3.{}", i));
  int count = 0;
  for (int i = 0; i < 1000; ++i) {
    count += judged_now(fmt::format("other-{}", i), fmt::format("198.51.{}.{}", i / 250, i % 250));
  }
  EXPECT_LE(count, 11);
  EXPECT_TRUE(judged_now("ann", "192.0.2.1"));
  now += minutes(16);
  EXPECT_TRUE(judged_now("after", "203.0.113.1")) << "what is past makes room";
}

TEST(AddressGroup, TakesAllOfAnIpv6NetworkAsOne) {
  EXPECT_EQ(address_group("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(address_group("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(address_group("2001:db8:0:1::1"), address_group("2001:db8:0:1:ffff::2"));
  EXPECT_NE(address_group("2001:db8:0:1::1"), address_group("2001:db8:0:2::1"));
  EXPECT_EQ(address_group("fe80::1%eth0"), address_group("fe80::2"));
}

}  // namespace
}  // namespace redrive::central
