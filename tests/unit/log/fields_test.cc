// Names and values at the end of a line of the log.
#include <gtest/gtest.h>

#include "shared/log/log.h"

namespace redrive::log {
namespace {

TEST(Fields, AreNamesWithValues) {
  EXPECT_EQ(fields({{"ticket", "RD-2026-000123"}, {"what", "opened"}}), "ticket=RD-2026-000123 what=opened");
  EXPECT_EQ(fields({{"a", ""}, {"b", "x"}, {"c", ""}}), "b=x");
  EXPECT_EQ(fields({}), "");
}

TEST(Fields, WhatCouldBeTakenForMoreIsQuoted) {
  EXPECT_EQ(fields({{"text", "two words"}}), R"(text="two words")");
  EXPECT_EQ(fields({{"text", R"(a "b" \ c)"}}), R"(text="a \"b\" \\ c")");
  EXPECT_EQ(fields({{"text", "who=root"}}), R"(text="who=root")");
  EXPECT_EQ(fields({{"text", "a\"b"}}), R"(text="a\"b")");
}

TEST(Fields, LongValuesAreCut) {
  const std::string text = fields({{"text", std::string(1000, 'x')}, {"who", "ann"}});
  EXPECT_LT(text.size(), 300U);
  EXPECT_TRUE(text.ends_with("x… who=ann")) << text;
}

// A value with a line break cannot forge a line, for the line is escaped as a whole.
TEST(Fields, StayOnTheirLine) {
  testing::internal::CaptureStderr();
  info("http", fields({{"path", "/x\nerror: forged"}}));
  const std::string line = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_NE(line.find(R"(path="/x\x0aerror: forged")"), line.npos) << line;
}

}  // namespace
}  // namespace redrive::log
