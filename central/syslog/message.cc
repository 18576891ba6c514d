#include "central/syslog/message.h"

#include <array>

#include "central/syslog/bsd_header.h"
#include "central/syslog/scanner.h"
#include "shared/model/alert.h"

namespace redrive::central {
namespace {

constexpr std::array<std::string_view, 8> kSeverities{"emerg",   "alert",  "crit", "err",
                                                      "warning", "notice", "info", "debug"};
constexpr std::array<std::string_view, 24> kFacilities{"kern",   "user",     "mail",    "daemon", "auth",     "syslog",
                                                       "lpr",    "news",     "uucp",    "cron",   "authpriv", "ftp",
                                                       "ntp",    "security", "console", "clock",  "local0",   "local1",
                                                       "local2", "local3",   "local4",  "local5", "local6",   "local7"};

void take_priority(std::string_view& text, SyslogMessage& out) {
  Scanner s(text);
  if (!s.take('<')) return;
  const auto priority = s.number(1, 3);
  if (!priority || *priority >= static_cast<int>(8 * kFacilities.size()) || !s.take('>')) return;
  out.facility = *priority / 8;
  out.severity = *priority % 8;
  text = s.rest();
}

// One word of the header; "-" stands for nothing.
std::string_view take_word(Scanner& s) {
  s.take(' ');
  const auto word = s.until(" ");
  return word == "-" ? std::string_view() : word;
}

// False, and nothing read, unless a version and a time (or "-") stand where RFC 5424 wants them.
bool read_rfc5424(std::string_view text, base::UtcTime arrived, SyslogMessage& out) {
  Scanner s(text);
  const auto version = s.number(1, 3);
  if (!version || *version == 0 || !s.take(' ')) return false;
  auto time = s.until(" ");
  if (time != "-" && (!(out.time = take_time(time, arrived)) || !time.empty())) {
    out.time.reset();
    return false;
  }
  out.host = take_word(s);
  out.app = take_word(s);
  out.pid = take_word(s);
  out.msgid = take_word(s);
  s.take(' ');
  auto rest = s.rest();
  if (rest == "-" || rest.starts_with("- ")) {
    rest.remove_prefix(1);
  } else {
    out.data = take_structured_data(rest);
  }
  if (rest.starts_with(' ')) rest.remove_prefix(1);
  out.text = rest;
  return true;
}

}  // namespace

std::string_view without_line_end(std::string_view frame) {
  while (!frame.empty() && (frame.back() == '\n' || frame.back() == '\r' || frame.back() == '\0'))
    frame.remove_suffix(1);
  return frame;
}

SyslogMessage parse_syslog(std::string_view frame, base::UtcTime arrived) {
  SyslogMessage out;
  auto text = without_line_end(frame.substr(0, kMaxSyslogMessage));
  take_priority(text, out);
  if (!read_rfc5424(text, arrived, out)) read_bsd_header(text, arrived, out);
  if (out.text.starts_with("\xEF\xBB\xBF")) out.text.erase(0, 3);
  out.text.erase(0, out.text.find_first_not_of(' '));  // rsyslog keeps the blank that stood behind the tag
  for (auto* word : {&out.host, &out.app, &out.pid, &out.msgid}) *word = model::clean_line(*word, kMaxHeaderWord);
  return out;
}

std::string_view severity_name(int severity) {
  return kSeverities.at(static_cast<std::size_t>(severity));
}

std::string_view facility_name(int facility) {
  return kFacilities.at(static_cast<std::size_t>(facility));
}

int severity_of(std::string_view name) {
  const auto at = std::find(kSeverities.begin(), kSeverities.end(), name);
  return at == kSeverities.end() ? 7 : static_cast<int>(at - kSeverities.begin());
}

}  // namespace redrive::central
