#include "central/core/locations_to_fix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/central_core/world.h"

namespace redrive::central::test {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

std::vector<LocationToFix> fix(const std::vector<ReportedPlace>& reported) {
  const auto options = company();
  return locations_to_fix(LocationBook(options.inventory), reported);
}

ReportedPlace said(const std::string& text, const std::string& device, std::uint64_t alerts = 1,
                   std::uint64_t tickets = 0, base::UtcTime last = {}) {
  return {text, "", device, alerts, tickets, last};
}

TEST(LocationsToFix, WhatIsSettledIsNotInIt) {
  EXPECT_THAT(fix({said("PUN024", "dev-1-1"), said("Poona", "unlisted"), said("", "dev-1-1"), said("", "ids-1"),
                   said("82 Kigns Way, Pune", "dev-1-1")}),
              SizeIs(0));
}

TEST(LocationsToFix, EachSaysWhatWouldSettleIt) {
  struct {
    const char *text, *device, *code, *suggestion;
  } const kCases[] = {
      {"Atlantis", "dev-1-1", "PUN024", "add it as an alias of PUN024"},
      {"Atlantis", "unlisted", "", "add it to the table, or record a location for unlisted"},
      {"82 Kigns Way, Pune", "unlisted", "PUN024", "add it as an alias of PUN024"},
      {"Kings", "unlisted", "", "add it as an alias of PUN024"},
      {"OSL001", "dev-1-1", "OSL001", "mend the location of dev-1-1"},
      {"", "unlisted", "", "record a location for unlisted"},
  };
  for (const auto& c : kCases) {
    const auto items = fix({said(c.text, c.device)});
    ASSERT_THAT(items, SizeIs(1)) << c.text;
    EXPECT_EQ(items[0].place.code, c.code) << c.text;
    EXPECT_THAT(items[0].suggestion, HasSubstr(c.suggestion)) << c.text << ": " << items[0].place.note;
  }
}

TEST(LocationsToFix, OneTextIsOneLineWithItsNewestDeviceAndTicketsComeFirst) {
  const base::UtcTime noon(12h);
  const auto items =
      fix({said("Atlantis", "dev-1-1", 5, 0, noon), said("Atlantis", "dev-1-2", 7, 0, noon + 1h),
           said("", "lost-1", 2, 0, noon), said("", "lost-2", 1, 0, noon), said("Lyonesse", "dev-2-1", 0, 1, noon)});
  ASSERT_THAT(items, SizeIs(4));
  EXPECT_EQ(items[0].reported, "Lyonesse");
  EXPECT_EQ(items[1].reported, "Atlantis");
  EXPECT_EQ(items[1].alerts, 12U);
  EXPECT_EQ(items[1].device, "dev-1-2");
  EXPECT_EQ(items[1].server, "ids-1") << "completed from the inventory";
  EXPECT_EQ(items[1].last_at, noon + 1h);
  EXPECT_EQ(items[2].device, "lost-1") << "without a text each device is one";
}

}  // namespace
}  // namespace redrive::central::test
