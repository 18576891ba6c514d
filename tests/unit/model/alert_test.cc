// What the outside world wrote, made fit to be stored.
#include "shared/model/alert.h"

#include <gtest/gtest.h>

namespace redrive::model {
namespace {

TEST(CleanMessage, LeavesOutTheMiddleOfWhatIsTooLong) {
  const std::string most(kMaxMessage, 'm');
  EXPECT_EQ(clean_message(most), most);
  for (const std::size_t more : {1U, 2U, 3U, 70'000U}) {
    std::string text = "first ";
    while (text.size() < kMaxMessage + more) text += "é";
    const std::string cut = clean_message(text + " last\n");
    EXPECT_LE(cut.size(), kMaxMessage);
    EXPECT_GT(cut.size(), kMaxMessage - 16);
    EXPECT_TRUE(cut.starts_with("first éé") && cut.ends_with("éé last\n"));
    EXPECT_NE(cut.find("\n[…]\né"), cut.npos);
    EXPECT_EQ(cut.find("\uFFFD"), cut.npos) << "no character is cut in two";
  }
  const std::string rubbish = clean_message(std::string(2 * kMaxMessage, '\x80'));
  EXPECT_LE(rubbish.size(), kMaxMessage);
}

TEST(CleanLine, IsOneLine) {
  EXPECT_EQ(clean_line("82 Kings\n\tWay\x01\xFF", 100), "82 Kings  Way \uFFFD");
  EXPECT_EQ(clean_line("abc", 2), "ab");
}

}  // namespace
}  // namespace redrive::model
