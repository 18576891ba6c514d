// Every device is found at its place, whatever order the questions come in.
#include "shared/model/device_index.h"

#include <gtest/gtest.h>

namespace redrive::model {
namespace {

constexpr std::uint32_t kDevices = 1000;

class Index : public testing::Test {
 protected:
  Index() {
    for (std::uint32_t i = 0; i < kDevices; ++i) outcomes_.emplace_back().device = "dev-" + std::to_string(i);
  }
  std::uint32_t find(std::uint32_t i) { return index_.find("dev-" + std::to_string(i), outcomes_); }

  std::vector<DeviceOutcome> outcomes_;
  DeviceIndex index_;
};

TEST_F(Index, FindsDevicesInTheirOrder) {
  for (int round = 0; round < 2; ++round) {
    for (std::uint32_t i = 0; i < kDevices; ++i) ASSERT_EQ(find(i), i);
  }
}

TEST_F(Index, FindsDevicesInAnyOrder) {
  for (std::uint32_t i = 0; i < kDevices; ++i) ASSERT_EQ(find(i * 387 % kDevices), i * 387 % kDevices);
}

TEST_F(Index, GoesOnAfterADeviceItDoesNotKnow) {
  EXPECT_EQ(find(4), 4U);
  EXPECT_EQ(find(kDevices), DeviceIndex::kNone);
  EXPECT_EQ(find(5), 5U);
  EXPECT_EQ(find(4), 4U);
}

TEST_F(Index, FindsDevicesThatWereAddedSinceTheLastQuestion) {
  EXPECT_EQ(find(kDevices), DeviceIndex::kNone);
  for (std::uint32_t i = kDevices; i < 5 * kDevices; ++i) outcomes_.emplace_back().device = "dev-" + std::to_string(i);
  for (const std::uint32_t i : {4999U, 7U, 1000U, 1001U, 4998U}) EXPECT_EQ(find(i), i);
  EXPECT_EQ(find(5 * kDevices), DeviceIndex::kNone);
}

TEST(EmptyIndex, KnowsNone) {
  DeviceIndex index;
  EXPECT_EQ(index.find("dev-1", {}), DeviceIndex::kNone);
  index.reserve(0);
  EXPECT_EQ(index.find("dev-1", {}), DeviceIndex::kNone);
}

}  // namespace
}  // namespace redrive::model
