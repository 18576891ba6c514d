#include "mail/transport/relay_health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace redrive::mail {
namespace {

using ::testing::ElementsAre;

const base::SteadyTime kNow{std::chrono::hours(5)};

TEST(RelayHealth, KeepsTheConfiguredOrderWhileAllWork) {
  RelayHealth health(3);
  EXPECT_THAT(health.order(kNow), ElementsAre(0, 1, 2));
  health.worked(2);
  EXPECT_THAT(health.order(kNow), ElementsAre(0, 1, 2));
}

TEST(RelayHealth, OneThatFailedIsAskedLastUntilItsRestIsOver) {
  RelayHealth health(3);
  health.failed(0, kNow);
  EXPECT_THAT(health.order(kNow), ElementsAre(1, 2, 0));
  EXPECT_THAT(health.order(kNow + RelayHealth::kFirstRest - base::Micros(1)), ElementsAre(1, 2, 0));
  EXPECT_THAT(health.order(kNow + RelayHealth::kFirstRest), ElementsAre(0, 1, 2));
  EXPECT_THAT(health.order(kNow + RelayHealth::kFirstRest), ElementsAre(1, 2, 0)) << "one caller tries it for all";
  health.worked(0);
  EXPECT_THAT(health.order(kNow + RelayHealth::kFirstRest), ElementsAre(0, 1, 2));
}

TEST(RelayHealth, TheRestDoublesUpToABound) {
  RelayHealth health(2);
  health.failed(0, kNow), health.failed(0, kNow);
  EXPECT_THAT(health.order(kNow + 2 * RelayHealth::kFirstRest - base::Micros(1)), ElementsAre(1, 0));
  EXPECT_THAT(health.order(kNow + 2 * RelayHealth::kFirstRest), ElementsAre(0, 1));
  for (int i = 0; i < 100; ++i) health.failed(0, kNow);
  EXPECT_THAT(health.order(kNow + RelayHealth::kLongestRest - base::Micros(1)), ElementsAre(1, 0));
  EXPECT_THAT(health.order(kNow + RelayHealth::kLongestRest), ElementsAre(0, 1));
}

TEST(RelayHealth, WhereAllRestEachIsAskedStill) {
  RelayHealth health(2);
  health.failed(0, kNow), health.failed(1, kNow);
  EXPECT_THAT(health.order(kNow), ElementsAre(0, 1));
}

}  // namespace
}  // namespace redrive::mail
