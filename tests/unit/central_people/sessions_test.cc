#include "central/people/sessions.h"

#include <gtest/gtest.h>

namespace redrive::central {
namespace {

using std::chrono::hours;

const base::SteadyTime kNow{};

TEST(Sessions, EndByTimeByWillAndWithTheirPerson) {
  Sessions sessions;
  sessions.begin("d1", "ann", kNow + hours(1), kNow);
  sessions.begin("d2", "ann", kNow + hours(2), kNow);
  sessions.begin("d3", "bob", kNow + hours(2), kNow);
  EXPECT_EQ(sessions.user_of("d1", kNow + hours(1) - base::Micros{1}), "ann");
  EXPECT_EQ(sessions.user_of("d1", kNow + hours(1)), "");
  EXPECT_EQ(sessions.user_of("d9", kNow), "");
  EXPECT_TRUE(sessions.end("d3"));
  EXPECT_FALSE(sessions.end("d3"));
  EXPECT_EQ(sessions.end_all_of("ann"), 2U);
  EXPECT_EQ(sessions.user_of("d2", kNow), "");
}

TEST(Sessions, OfOnePersonAreBoundedTheFirstToEndGoes) {
  Sessions sessions;
  sessions.begin("other", "bob", kNow + hours(1), kNow);
  for (std::size_t i = 0; i <= Sessions::kMostOfOne; ++i) {
    sessions.begin(fmt::format("d{}", i), "ann", kNow + hours(2) + hours(i), kNow);
  }
  EXPECT_EQ(sessions.user_of("d0", kNow), "");
  EXPECT_EQ(sessions.user_of("d1", kNow), "ann");
  EXPECT_EQ(sessions.user_of("other", kNow), "bob");
}

TEST(Sessions, OfAllAreBounded) {
  Sessions sessions;
  for (std::size_t i = 0; i <= Sessions::kMost; ++i) {
    sessions.begin(fmt::format("d{}", i), fmt::format("u{}", i), kNow + hours(1) + base::Micros(i), kNow);
  }
  EXPECT_EQ(sessions.user_of("d0", kNow), "");
  EXPECT_EQ(sessions.user_of("d1", kNow), "u1");
}

}  // namespace
}  // namespace redrive::central
