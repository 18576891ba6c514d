#include "shared/session/liveness.h"

#include <gtest/gtest.h>

namespace redrive::session {
namespace {

using base::SteadyTime;
using namespace std::chrono_literals;

SteadyTime at(base::Micros since_start) {
  return SteadyTime{} + since_start;
}

TEST(Liveness, APeerThatSaysNothingIsSilentAfterItsTime) {
  Liveness peer(5s, 15s, at(0s));
  EXPECT_FALSE(peer.silent(at(5s)));
  EXPECT_FALSE(peer.silent(at(10s)));
  EXPECT_FALSE(peer.silent(at(14999ms)));
  EXPECT_TRUE(peer.silent(at(15s)));
}

TEST(Liveness, APeerThatSpeaksIsNot) {
  Liveness peer(5s, 15s, at(0s));
  for (auto now = 5s; now < 100s; now += 5s) {
    peer.heard(at(now));
    EXPECT_FALSE(peer.silent(at(now)));
  }
}

// Nobody is judged right after a stall of our own: what they sent may lie unread.
TEST(Liveness, AfterAStallOfOurOwnThePeerGetsAWholePeriod) {
  Liveness peer(5s, 15s, at(0s));
  EXPECT_FALSE(peer.silent(at(5s)));
  EXPECT_FALSE(peer.silent(at(60s)));
  EXPECT_FALSE(peer.silent(at(65s)));
  EXPECT_FALSE(peer.silent(at(70s)));
  EXPECT_TRUE(peer.silent(at(75s)));
}

TEST(Liveness, ACheckALittleLateIsNotAStall) {
  Liveness peer(5s, 15s, at(0s));
  EXPECT_FALSE(peer.silent(at(7s)));
  EXPECT_TRUE(peer.silent(at(16s)));
}

TEST(Liveness, SomethingMustBeSentWhenNothingWas) {
  Liveness peer(5s, 15s, at(0s));
  EXPECT_FALSE(peer.must_send(at(4999ms)));
  EXPECT_TRUE(peer.must_send(at(5s)));
  peer.sent(at(5s));
  EXPECT_FALSE(peer.must_send(at(9s)));
  peer.heard(at(9s));
  EXPECT_TRUE(peer.must_send(at(10s)));
}

}  // namespace
}  // namespace redrive::session
