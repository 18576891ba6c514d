#include "tests/simulated_agents/memory_spool.h"

#include <gtest/gtest.h>

namespace redrive::simulated {
namespace {

wire::SpoolItem item(int number) {
  return wire::RunFinished{fmt::format("J-{}", number), 1, "", 1, 0, 0};
}

TEST(MemorySpool, NumbersGoOnAndWhatIsNotAcknowledgedIsOfferedAgain) {
  MemorySpool spool("S-1");
  EXPECT_TRUE(spool.batch().items.empty());
  for (int i = 1; i <= 3; ++i) spool.put(item(i));
  EXPECT_EQ(spool.batch(), (wire::SpoolBatch{"S-1", 1, {item(1), item(2), item(3)}}));
  EXPECT_EQ(spool.acknowledged({"S-1", 2}), 2U);
  EXPECT_EQ(spool.batch(), (wire::SpoolBatch{"S-1", 3, {item(3)}}));
  EXPECT_EQ(spool.acknowledged({"S-1", 2}), 0U);  // a repeat
  EXPECT_EQ(spool.acknowledged({"S-2", 3}), 0U);  // another spool
  spool.put(item(4));
  EXPECT_EQ(spool.batch().first_number, 3U);
  EXPECT_EQ(spool.acknowledged({"S-1", 99}), 2U);
  spool.put(item(5));
  EXPECT_EQ(spool.batch(), (wire::SpoolBatch{"S-1", 5, {item(5)}}));
}

TEST(MemorySpool, ABatchKeepsItsBound) {
  MemorySpool spool("S-1");
  for (std::size_t i = 0; i < wire::kMaxSpoolItems + 1; ++i) spool.put(item(1));
  EXPECT_EQ(spool.batch().items.size(), wire::kMaxSpoolItems);
  EXPECT_EQ(spool.waiting(), wire::kMaxSpoolItems + 1);
}

}  // namespace
}  // namespace redrive::simulated
