#include "central/syslog/header_time.h"

#include <gmock/gmock.h>

namespace redrive::central {
namespace {

base::UtcTime at(std::string_view text) {
  return base::parse_rfc3339(text).value();
}

TEST(HeaderTime, ReadsTheFormsSendersWrite) {
  struct Case {
    std::string_view text, time, rest;
    bool zoned = false;
  };
  for (const auto& [text, time, rest, zoned] : {
           Case{"2026-03-02T00:02:13Z h", "2026-03-02T00:02:13Z", " h", true},
           Case{"2026-03-02T00:02:13.000003-08:00 h", "2026-03-02T08:02:13.000003Z", " h", true},
           Case{"2026-03-02T00:02:13.123456789+0530", "2026-03-01T18:32:13.123456Z", "", true},
           Case{"2026-03-02 00:02:13,5 h", "2026-03-02T00:02:13.5Z", " h"},
           Case{"Mar  2 00:02:13 h", "2026-03-02T00:02:13Z", " h"},
           Case{"Mar 02 00:02:13 h", "2026-03-02T00:02:13Z", " h"},
           Case{"Mar 2 00:02:13 h", "2026-03-02T00:02:13Z", " h"},
           Case{"Mar  2 00:02:13.120: %SYS", "2026-03-02T00:02:13.12Z", ": %SYS"},
           Case{"Mar  2 00:02:13.120 UTC: %SYS", "2026-03-02T00:02:13.12Z", ": %SYS", true},
           Case{"Mar  2 00:02:13 CEST: %SYS", "2026-03-02T00:02:13Z", ": %SYS"},
           Case{"Mar  2 00:02:13 CRON: x", "2026-03-02T00:02:13Z", " CRON: x"},
           Case{"Mar 02 2025 00:02:13 fw : x", "2025-03-02T00:02:13Z", " fw : x"},
           Case{"Mar 02 00:02:13 2025 ap x", "2025-03-02T00:02:13Z", " ap x"},
           Case{"2025 Mar  2 00:02:13 UTC: x", "2025-03-02T00:02:13Z", ": x", true},
           Case{"Mar  2 23:59:60 h", "2026-03-03T00:00:00Z", " h"},
           Case{"Mar  2 00:02:13.", "2026-03-02T00:02:13Z", "."},
       }) {
    auto left = text;
    const auto read = take_time(left, at("2026-03-02T00:02:20Z"));
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(base::format_rfc3339(read->at), base::format_rfc3339(at(time))) << text;
    EXPECT_EQ(left, rest) << text;
    EXPECT_EQ(read->zoned, zoned) << text;
  }
}

TEST(HeaderTime, TheYearIsTheOneThatPutsItNearest) {
  struct Case {
    std::string_view text, arrived, time;
  };
  for (const auto& [text, arrived, time] : {
           Case{"Dec 31 23:59:59", "2026-01-01T00:00:01Z", "2025-12-31T23:59:59Z"},
           Case{"Jan  1 00:00:01", "2025-12-31T23:59:59Z", "2026-01-01T00:00:01Z"},
           Case{"Feb 29 12:00:00", "2029-01-01T00:00:00Z", "2028-02-29T12:00:00Z"},
           Case{"Jul  1 00:00:00", "2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z"},
       }) {
    auto left = text;
    const auto read = take_time(left, at(arrived));
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(base::format_rfc3339(read->at), time) << text;
  }
}

TEST(HeaderTime, LeavesWhatIsNone) {
  for (const std::string_view text :
       {"", "M", "Mar", "Mar 2", "Mar  2 00:02", "Mar 32 00:02:13", "Feb 30 00:02:13", "Mar  2 24:00:00",
        "Mar  2 00:60:00", "mar  2 00:02:13", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "1969-01-01T00:00:00Z",
        "20261-01-01T00:00:00Z", "disk full", "Marc 2 00:02:13", "9999999999"}) {
    auto left = text;
    EXPECT_FALSE(take_time(left, at("2026-03-02T00:02:20Z"))) << text;
    EXPECT_EQ(left, text);
  }
}

}  // namespace
}  // namespace redrive::central
