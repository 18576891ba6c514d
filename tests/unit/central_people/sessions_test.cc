#include "central/people/sessions.h"

#include <gtest/gtest.h>

namespace redrive::central {
namespace {

using std::chrono::hours;

const base::SteadyTime kNow{};

std::string user_of(const Sessions& sessions, const std::string& digest, base::SteadyTime now) {
  const auto session = sessions.find(digest, now);
  return session ? session->user : "";
}

TEST(Sessions, EndByTimeByWillAndWithTheirPerson) {
  Sessions sessions;
  sessions.begin("d1", "ann", kNow + hours(1), kNow);
  sessions.begin("d2", "ann", kNow + hours(2), kNow);
  sessions.begin("d3", "bob", kNow + hours(2), kNow);
  EXPECT_EQ(user_of(sessions, "d1", kNow + hours(1) - base::Micros{1}), "ann");
  EXPECT_EQ(user_of(sessions, "d1", kNow + hours(1)), "");
  EXPECT_EQ(user_of(sessions, "d9", kNow), "");
  EXPECT_TRUE(sessions.end("d3"));
  EXPECT_FALSE(sessions.end("d3"));
  EXPECT_EQ(sessions.end_all_of("ann"), 2U);
  EXPECT_EQ(user_of(sessions, "d2", kNow), "");
}

TEST(Sessions, OfOnePersonAreBoundedTheFirstToEndGoes) {
  Sessions sessions;
  sessions.begin("other", "bob", kNow + hours(1), kNow);
  for (std::size_t i = 0; i <= Sessions::kMostOfOne; ++i) {
    sessions.begin(fmt::format("d{}", i), "ann", kNow + hours(2) + hours(i), kNow);
  }
  EXPECT_EQ(user_of(sessions, "d0", kNow), "");
  EXPECT_EQ(user_of(sessions, "d1", kNow), "ann");
  EXPECT_EQ(user_of(sessions, "other", kNow), "bob");
}

TEST(Sessions, OfAllAreBounded) {
  Sessions sessions;
  for (std::size_t i = 0; i <= Sessions::kMost; ++i) {
    sessions.begin(fmt::format("d{}", i), fmt::format("u{}", i), kNow + hours(1) + base::Micros(i), kNow);
  }
  EXPECT_EQ(user_of(sessions, "d0", kNow), "");
  EXPECT_EQ(user_of(sessions, "d1", kNow), "u1");
}

}  // namespace
}  // namespace redrive::central
