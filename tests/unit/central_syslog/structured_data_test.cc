#include "central/syslog/structured_data.h"

#include <gmock/gmock.h>

namespace redrive::central {
namespace {

TEST(StructuredData, ReadsElementsAndWhatIsEscapedInThem) {
  std::string_view text = R"([a@1 x="1" y="say \"hi\" \\ [\]" z=""][b] text)";
  const auto elements = take_structured_data(text);
  EXPECT_THAT(elements, testing::ElementsAre(SdElement{"a@1", {{"x", "1"}, {"y", R"(say "hi" \ [])"}, {"z", ""}}},
                                             SdElement{"b", {}}));
  EXPECT_EQ(text, " text");
}

TEST(StructuredData, ABackslashBeforeAnythingElseIsItself) {
  std::string_view text = R"([a p="C:\temp"])";
  const auto elements = take_structured_data(text);
  ASSERT_EQ(elements.size(), 1U);
  EXPECT_EQ(elements[0].params[0].second, R"(C:\temp)");
}

TEST(StructuredData, WhatIsBrokenStaysText) {
  for (const std::string_view text : {"", "x", "[", "[]", "[ a]", "[a", "[a b]", "[a b=c]", "[a b=\"c]", "[a b=\"c\"",
                                      "[a =\"c\"]", "[12.5] usb 1-1: device failed ["}) {
    auto left = text;
    const auto elements = take_structured_data(left);
    if (text.starts_with("[12.5]")) {
      EXPECT_EQ(elements.size(), 1U) << "only a message without structured data looks like that, and it says '-'";
      continue;
    }
    EXPECT_THAT(elements, testing::IsEmpty()) << text;
    EXPECT_EQ(left, text);
  }
  std::string_view second = "[a x=\"1\"][b x=] rest";
  EXPECT_EQ(take_structured_data(second).size(), 1U);
  EXPECT_EQ(second, "[b x=] rest");
}

TEST(StructuredData, IsBounded) {
  std::string many, wide = "[a";
  for (std::size_t i = 0; i < kMaxSdElements + 1; ++i) many += "[a]";
  for (std::size_t i = 0; i < kMaxSdParams + 1; ++i) wide += " p=\"\"";
  wide += "]";
  std::string_view left = many;
  EXPECT_EQ(take_structured_data(left).size(), kMaxSdElements);
  EXPECT_EQ(left, "[a]");
  left = wide;
  EXPECT_THAT(take_structured_data(left), testing::IsEmpty());
}

}  // namespace
}  // namespace redrive::central
