// Times at the head of syslog messages, in the forms that senders write.
#pragma once

#include <optional>
#include <string_view>

#include "shared/base/time.h"

namespace redrive::central {

struct HeaderTime {
  base::UtcTime at;    // without a zone: the sender's wall clock read as if it were UTC
  bool zoned = false;  // the text says its zone

  bool operator==(const HeaderTime&) const = default;
};

// Takes a time off the front of `text`; nothing, and `text` as it was, where there is none. The forms:
// - "2026-03-02T00:02:13.5+01:00": RFC 3339 (RFC 5424, rsyslog, syslog-ng), also with a blank for the T, or no zone
// - "Mar  2 00:02:13": RFC 3164; also with a fraction (Cisco), with the year before the clock (ASA), behind it (Aruba)
//   or in front (NX-OS), and with the name of a zone behind it
//
// Where there is no year, it is the one that puts the time nearest to `arrived`. Names of zones other than UTC and GMT
// are read over: which offset they mean depends on who writes them.
std::optional<HeaderTime> take_time(std::string_view& text, base::UtcTime arrived);

}  // namespace redrive::central
