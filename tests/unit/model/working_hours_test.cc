#include "shared/model/working_hours.h"

#include <gtest/gtest.h>

#include "shared/model/outage.h"

namespace redrive::model {
namespace {

using namespace std::chrono_literals;

TEST(HoursLine, IsReadAsPeopleWriteIt) {
  const auto line = parse_hours("Mo-Fr 08:00-17:30");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->days, (std::array{true, true, true, true, true, false, false}));
  EXPECT_EQ(line->start, 8h);
  EXPECT_EQ(line->length, 9h + 30min);
  EXPECT_EQ(parse_hours("Sa-Mo,We 22:00-06:00")->days, (std::array{true, false, true, false, false, true, true}));
  EXPECT_EQ(parse_hours("Sa-Mo,We 22:00-06:00")->length, 8h);
  EXPECT_EQ(parse_hours("Su 00:00-24:00")->length, 24h);
}

TEST(HoursLine, NothingElseIs) {
  for (const char* text :
       {"", "08:00-17:00", "Mo", "Mo 8-17", "Mo 08:00-08:00", "Mo 24:00-08:00", "Mo 08:00-24:01", "Mo 08:60-17:00",
        "mo 08:00-17:00", "Mo- 08:00-17:00", "Mo,, 08:00-17:00", "Mo-Fr-Sa 08:00-17:00", "Mo 08:00-17:00 ",
        "Mo 0a:00-17:00", "Mo 08:00 17:00", "Mo  08:00-17:0", " 08:00-17:00"})
    EXPECT_FALSE(parse_hours(text)) << text;
}

// Overlapping lines count once.
struct Daily final : Occurrences {
  Daily(base::Micros start, base::Micros end) : start_(start), end_(end) {}
  std::vector<Period> within(base::UtcTime from, base::UtcTime to) const override {
    std::vector<Period> out;
    for (auto day = std::chrono::floor<std::chrono::days>(from); day < to; day += std::chrono::days(1)) {
      if (day + end_ > from && day + start_ < to) out.push_back({day + start_, day + end_});
    }
    return out;
  }
  const std::string& text() const override { return text_; }
  base::Micros start_, end_;
  std::string text_ = "daily";
};
Times daily(base::Micros start, base::Micros end) {
  return Times(std::make_shared<const Daily>(start, end));
}

const base::UtcTime kMidnight = std::chrono::floor<std::chrono::days>(base::utc_from_micros(1'772'409'600'000'000));

TEST(AfterWorking, CountsOnlyTheHours) {
  const WorkingHours working{{}, "", {daily(8h, 12h), daily(10h, 17h)}};
  EXPECT_EQ(after_working(working, kMidnight, 4h), kMidnight + 12h);
  EXPECT_EQ(after_working(working, kMidnight + 16h, 2h), kMidnight + 24h + 9h);
  EXPECT_EQ(after_working(working, kMidnight, 9h), kMidnight + 17h);
  EXPECT_EQ(after_working(working, kMidnight, 24h * 40), kMidnight + 24h * 106 + 14h) << "past the first look";
  EXPECT_EQ(after_working({}, kMidnight, 4h), kMidnight + 4h) << "no hours: always";
}

TEST(AfterWorking, HoursThatNeverComeEndTheSearch) {
  EXPECT_EQ(after_working({{}, "", {daily(0h, 0h)}}, kMidnight, 1h), kEndless);
}

}  // namespace
}  // namespace redrive::model
