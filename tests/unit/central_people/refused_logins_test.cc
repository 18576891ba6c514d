#include "central/people/refused_logins.h"

#include <gtest/gtest.h>

namespace redrive::central {
namespace {

const base::UtcTime kNow = base::utc_from_micros(1'772'409'600'000'000);

TEST(RefusedLogins, TheFirstIsToldAtOnceTheOthersTogether) {
  RefusedLoginCounts counts;
  EXPECT_TRUE(counts.add("ann", "192.0.2.1", true, kNow));
  for (int i = 0; i < 999; ++i) EXPECT_FALSE(counts.add("ann", "192.0.2.1", i < 9, kNow));
  EXPECT_TRUE(counts.add("ann", "192.0.2.2", true, kNow));
  const auto told = counts.take();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].name, "ann");
  EXPECT_EQ(told[0].address, "192.0.2.1");
  EXPECT_EQ(told[0].wrong, 9U);
  EXPECT_EQ(told[0].waited, 990U);
  EXPECT_TRUE(counts.take().empty());
}

TEST(RefusedLogins, WhatGoesOnIsNotTheFirstAgain) {
  RefusedLoginCounts counts;
  counts.add("ann", "192.0.2.1", true, kNow);
  for (int minute = 0; minute < 5; ++minute) {
    EXPECT_FALSE(counts.add("ann", "192.0.2.1", true, kNow));
    EXPECT_EQ(counts.take().size(), 1U);
  }
  EXPECT_TRUE(counts.take().empty());
  EXPECT_TRUE(counts.add("ann", "192.0.2.1", true, kNow)) << "after a quiet minute";
}

TEST(RefusedLogins, AreBoundedAndNoneIsLost) {
  RefusedLoginCounts counts;
  std::uint64_t at_once = 0, counted = 0;
  for (int i = 0; i < 10'000; ++i) at_once += counts.add(fmt::format("n-{}", i), fmt::format("a-{}", i), true, kNow);
  const auto told = counts.take();
  for (const auto& one : told) counted += one.wrong;
  EXPECT_LE(told.size() + at_once, 3 * RefusedLoginCounts::kMost);
  EXPECT_EQ(at_once + counted, 10'000U);
}

}  // namespace
}  // namespace redrive::central
