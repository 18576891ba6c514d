#include "central/syslog/bsd_header.h"

#include "central/syslog/scanner.h"
#include "shared/base/names.h"

namespace redrive::central {
namespace {

constexpr std::size_t kMaxTag = 64, kMaxPid = 64;
constexpr std::string_view kBlank = " \t";

void skip_blanks(Scanner& s) {
  while (s.at_any(kBlank)) s.next();
}

// "000029: " or ": "
void skip_sequence(Scanner& from) {
  Scanner s = from;
  while (s.at_digit()) s.next();
  if (!s.take(':')) return;
  skip_blanks(s);
  from = s;
}

// A clock that was never set ("*") or has lost its source (".") says so before the time.
bool take_clock_time(Scanner& from, base::UtcTime arrived, SyslogMessage& out) {
  Scanner s = from;
  if (!s.take('*')) s.take('.');
  auto rest = s.rest();
  out.time = take_time(rest, arrived);
  if (!out.time) return false;
  from = Scanner(rest);
  return true;
}

// "host: " where a sequence number, a time or both follow it.
bool take_origin_and_time(Scanner& from, base::UtcTime arrived, SyslogMessage& out) {
  Scanner s = from;
  const auto host = s.until(" \t:");
  if (!base::is_host(host) || !s.take(": ")) return false;
  skip_sequence(s);
  if (!take_clock_time(s, arrived, out)) return false;
  out.host = host;
  from = s;
  return true;
}

bool ends_tag(const Scanner& s) {
  return s.done() || s.at_any(kBlank);
}

// "tag:", "tag[pid]:" or "tag[pid]", then a blank or the end.
bool take_tag(Scanner& from, SyslogMessage& out) {
  Scanner s = from;
  const auto tag = s.until(" \t:[");
  if (tag.empty() || tag.size() > kMaxTag) return false;
  std::string_view pid;
  if (s.take('[')) {
    pid = s.until("[] \t");
    if (pid.size() > kMaxPid || !s.take(']')) return false;
    s.take(':');
  } else if (!s.take(':')) {
    return false;
  }
  if (!ends_tag(s)) return false;  // "http://…", "C:\…", "CEF:0|…"
  out.app = tag;
  out.pid = pid;
  if (!s.done()) s.next();
  from = s;
  return true;
}

void take_host(Scanner& from, SyslogMessage& out) {
  Scanner s = from;
  s.take("Message forwarded from ");
  const bool forwarded = s.rest().size() != from.rest().size();
  const auto host = s.until(forwarded ? " \t:" : " \t");
  if (!base::is_host(host) || (!s.done() && !s.at_any(" \t:"))) return;
  skip_blanks(s);
  if (s.take(':')) skip_blanks(s);
  out.host = host;
  from = s;
}

}  // namespace

void read_bsd_header(std::string_view text, base::UtcTime arrived, SyslogMessage& out) {
  Scanner s(text);
  skip_blanks(s);
  Scanner numbered = s;
  skip_sequence(numbered);
  if (take_clock_time(numbered, arrived, out) || take_origin_and_time(numbered, arrived, out)) {
    s = numbered;
    if (s.take(':')) {  // Cisco: no host between the time and what it says
      skip_blanks(s);
    } else {
      skip_blanks(s);
      if (out.host.empty() && !take_tag(s, out)) take_host(s, out);
    }
  } else if (numbered.peek() == '%') {
    s = numbered;
  }
  if (out.app.empty()) take_tag(s, out);
  out.text = s.rest();
}

}  // namespace redrive::central
