#include "shared/sys/kept_output.h"

#include <gtest/gtest.h>

namespace redrive::sys {
namespace {

std::string kept(std::size_t head, std::size_t tail, std::string_view all, std::size_t piece) {
  KeptOutput output(head, tail);
  for (std::size_t at = 0; at < all.size(); at += piece) output.add(all.substr(at, piece));
  return output.text();
}

TEST(KeptOutputTest, KeepsHeadAndTailHoweverThePiecesFall) {
  const std::string_view all = "abcdefghijklmnopqrstuvwxyz";
  for (std::size_t piece = 1; piece <= all.size(); ++piece) {
    EXPECT_EQ(kept(3, 4, all, piece), "abc\n[19 bytes left out]\nwxyz") << piece;
    EXPECT_EQ(kept(20, 6, all, piece), all) << piece;
    EXPECT_EQ(kept(20, 5, all, piece), "abcdefghijklmnopqrst\n[1 bytes left out]\nvwxyz") << piece;
    EXPECT_EQ(kept(0, 0, all, piece), "\n[26 bytes left out]\n") << piece;
  }
  EXPECT_EQ(kept(3, 4, "", 1), "");
}

}  // namespace
}  // namespace redrive::sys
