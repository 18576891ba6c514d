// Short calendars, and what comes of them as text.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "central/calendar/calendar_reader.h"
#include "central/calendar/event_times.h"

namespace redrive::central::calendar::test {

inline base::UtcTime utc(const std::string& text) {
  return base::parse_rfc3339(text).value();
}

// "2026-03-08T01:00:00Z/2026-03-08T03:00:00Z"
inline std::string text_of(const model::Period& period) {
  return base::format_rfc3339(period.start) + "/" + base::format_rfc3339(period.end);
}
inline std::vector<std::string> texts_of(const std::vector<model::Period>& periods) {
  std::vector<std::string> texts;
  for (const auto& period : periods) texts.push_back(text_of(period));
  return texts;
}

inline std::string in_calendar(const std::string& events) {
  return "BEGIN:VCALENDAR\nVERSION:2.0\n" + events + "END:VCALENDAR\n";
}
// The lines of one event that covers site A; UID and SUMMARY are added, DTSTART and all else is the caller's.
inline std::string event(const std::string& lines, const std::string& uid = "u1") {
  return "BEGIN:VEVENT\nUID:" + uid + "\nSUMMARY:works\nX-REDRIVE-SITE:A\n" + lines + "END:VEVENT\n";
}

// Read on 2026-03-02 with an inventory that knows nothing and so objects to nothing.
inline config::Parsed<CalendarEvents> read(const std::string& text, const std::string& zone = "",
                                           const model::Inventory& inventory = {}) {
  return read_calendar(text, "/etc/redrive/outages.d/x.ics",
                       {inventory, zone, utc("2026-03-02T00:00:00Z"), "config:", "configuration"});
}

// The one outage of a calendar that must be good.
inline model::Outage one_outage(const std::string& text, const std::string& zone = "") {
  const auto events = read(text, zone);
  EXPECT_TRUE(events) << config::to_text(events.error());
  if (!events || events->outages.empty()) return {};
  EXPECT_EQ(events->outages.size(), 1U);
  return events->outages.front();
}

}  // namespace redrive::central::calendar::test
