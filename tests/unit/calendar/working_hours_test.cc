#include "central/calendar/working_hours.h"

#include <gtest/gtest.h>

#include "shared/config/central_draft.h"

namespace redrive::central {
namespace {

using namespace std::chrono_literals;

base::UtcTime at(const char* text) {
  return *base::parse_rfc3339(text);
}

model::WorkingHours complete(std::vector<std::string> hours, const std::string& zone,
                             config::Problems* problems = nullptr) {
  config::CentralDraft draft;
  config::Placed<model::Centre> centre;
  centre.value.working = {std::move(hours), zone};
  centre.lines.keys["zone"] = 7;
  draft.centres.push_back(centre);
  config::Problems found;
  complete_hours(draft, {}, found);
  if (problems) *problems = found;
  return draft.centres.front().value.working;
}

// 2026-03-27 is a Friday; clocks go forward in Oslo on Sunday the 29th.
TEST(CentreHours, AreThoseOfTheCentresOwnClock) {
  const auto working = complete({"Mo-Fr 08:00-16:00", "Sa 10:00-12:00"}, "Europe/Oslo");
  ASSERT_EQ(working.times.size(), 2U);
  EXPECT_EQ(model::after_working(working, at("2026-03-27T14:00:00Z"), 1h), at("2026-03-27T15:00:00Z"));
  EXPECT_EQ(model::after_working(working, at("2026-03-27T14:00:00Z"), 2h), at("2026-03-28T10:00:00Z"));
  EXPECT_EQ(model::after_working(working, at("2026-03-27T14:00:00Z"), 4h), at("2026-03-30T07:00:00Z"));
}

TEST(CentreHours, NightsEndOnTheNextDay) {
  const auto working = complete({"Su 22:00-06:00"}, "Asia/Kolkata");
  EXPECT_EQ(model::after_working(working, at("2026-03-28T00:00:00Z"), 8h), at("2026-03-30T00:30:00Z"));
}

TEST(CentreHours, AnUnknownZoneIsAProblemOfItsLine) {
  config::Problems problems;
  complete({"Mo-Fr 08:00-16:00"}, "Europe/Atlantis", &problems);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].line, 7U);
  EXPECT_NE(problems[0].message.find("[[centre]] zone: "), std::string::npos);
}

}  // namespace
}  // namespace redrive::central
