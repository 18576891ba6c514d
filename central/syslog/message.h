// A syslog message as it was sent, RFC 5424 or one of the many dialects of RFC 3164.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "central/syslog/header_time.h"
#include "central/syslog/structured_data.h"

namespace redrive::central {

inline constexpr std::size_t kMaxSyslogMessage = 64 * 1024;  // bytes; no datagram holds more

struct SyslogMessage {
  int facility = 1, severity = 5;  // user.notice where the message does not say (RFC 3164, 4.3.3)
  std::optional<HeaderTime> time;
  std::string host, app, pid, msgid;  // empty = not told; one line of UTF-8 each, cut at kMaxHeaderWord bytes
  std::vector<SdElement> data;        // of RFC 5424
  std::string text;                   // what was told, without header, tag and byte order mark; bytes as they came

  bool operator==(const SyslogMessage&) const = default;
};

inline constexpr std::size_t kMaxHeaderWord = 255;  // bytes; what RFC 5424 allows a host name

// Never fails: what is not a header is text. `arrived` gives the year to times without one.
SyslogMessage parse_syslog(std::string_view frame, base::UtcTime arrived);

// Without what some senders close a message with: a line's end, a zero byte.
std::string_view without_line_end(std::string_view frame);

// "emerg" (0) to "debug" (7), "kern" (0) to "local7" (23), as syslog.conf(5) writes them.
std::string_view severity_name(int severity);
std::string_view facility_name(int facility);
// 0 to 7; the least severe where `name` is none of them.
int severity_of(std::string_view name);

}  // namespace redrive::central
