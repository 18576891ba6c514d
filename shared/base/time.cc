#include "shared/base/time.h"

#include <fmt/compile.h>

#include <charconv>

namespace redrive::base {
namespace {

struct Unit {
  std::string_view suffix;
  std::int64_t micros;
};
constexpr Unit kUnits[] = {
    {"ms", 1'000}, {"s", 1'000'000}, {"m", 60'000'000}, {"h", 3'600'000'000}, {"d", 86'400'000'000}};

// Reads exactly `width` digits at `pos` and moves past them.
bool read_digits(std::string_view text, std::size_t& pos, std::size_t width, int& out) {
  if (pos + width > text.size()) return false;
  auto [end, error] = std::from_chars(text.data() + pos, text.data() + pos + width, out);
  if (error != std::errc{} || end != text.data() + pos + width || text[pos] == '-') return false;
  pos += width;
  return true;
}

bool read_char(std::string_view text, std::size_t& pos, std::string_view any_of) {
  if (pos >= text.size() || any_of.find(text[pos]) == std::string_view::npos) return false;
  ++pos;
  return true;
}

bool read_fraction(std::string_view text, std::size_t& pos, std::int64_t& micros) {
  micros = 0;
  if (pos >= text.size() || text[pos] != '.') return true;
  std::int64_t scale = 100'000;
  const std::size_t first = ++pos;
  for (; pos < text.size() && text[pos] >= '0' && text[pos] <= '9'; ++pos, scale /= 10)
    micros += (text[pos] - '0') * scale;
  return pos > first;
}

bool read_offset(std::string_view text, std::size_t& pos, std::int64_t& seconds) {
  seconds = 0;
  if (read_char(text, pos, "Zz")) return true;
  if (pos >= text.size() || (text[pos] != '+' && text[pos] != '-')) return false;
  const int sign = text[pos++] == '-' ? -1 : 1;
  int hours = 0, minutes = 0;
  if (!read_digits(text, pos, 2, hours) || !read_char(text, pos, ":") || !read_digits(text, pos, 2, minutes))
    return false;
  if (hours > 23 || minutes > 59) return false;
  seconds = sign * (hours * 3600 + minutes * 60);
  return true;
}

}  // namespace

std::string format_rfc3339(UtcTime t) {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{t - day};
  // Compiled formats: a dump of a large job is a million of these.
  std::string out =
      fmt::format(FMT_COMPILE("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}"), int(date.year()), unsigned(date.month()),
                  unsigned(date.day()), clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (const auto micros = clock.subseconds().count(); micros != 0) {
    fmt::format_to(std::back_inserter(out), FMT_COMPILE(".{:06}"), micros);
    out.erase(out.find_last_not_of('0') + 1);
  }
  out += 'Z';
  return out;
}

Result<UtcTime> parse_rfc3339(std::string_view text) {
  std::size_t pos = 0;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  std::int64_t micros = 0, offset = 0;
  const bool shaped = read_digits(text, pos, 4, year) && read_char(text, pos, "-") &&
                      read_digits(text, pos, 2, month) && read_char(text, pos, "-") && read_digits(text, pos, 2, day) &&
                      read_char(text, pos, "Tt ") && read_digits(text, pos, 2, hour) && read_char(text, pos, ":") &&
                      read_digits(text, pos, 2, minute) && read_char(text, pos, ":") &&
                      read_digits(text, pos, 2, second) && read_fraction(text, pos, micros) &&
                      read_offset(text, pos, offset) && pos == text.size();
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{unsigned(month)},
                                         std::chrono::day{unsigned(day)}};
  // 60 is a leap second (RFC 3339 5.7); it is taken as the first second of the next minute.
  if (!shaped || !date.ok() || hour > 23 || minute > 59 || second > 60) {
    return fail(ErrorCode::kInvalid,
                std::string("'").append(text.substr(0, 64)) + "' is not an RFC 3339 time like 2026-03-02T00:02:13Z");
  }
  return UtcTime{std::chrono::sys_days{date}} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         std::chrono::seconds{second - offset} + Micros{micros};
}

Result<Micros> parse_duration(std::string_view text) {
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view suffix(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error == std::errc{} && number >= 0) {
    for (const Unit& unit : kUnits) {
      if (suffix == unit.suffix && number <= INT64_MAX / unit.micros / 4) return Micros{number * unit.micros};
    }
  }
  return fail(ErrorCode::kInvalid,
              std::string("'").append(text.substr(0, 64)) + "' is not a time span like 100ms, 30s, 5m, 1h or 7d");
}

std::string format_duration(Micros span) {
  const std::int64_t micros = span.count();
  if (micros == 0) return "0s";
  for (auto unit = std::rbegin(kUnits); unit != std::rend(kUnits); ++unit) {
    if (micros % unit->micros == 0) return std::to_string(micros / unit->micros) + std::string(unit->suffix);
  }
  return std::to_string(micros / 1'000) + "ms";
}

UtcTime SystemClock::utc() const {
  return std::chrono::floor<Micros>(std::chrono::system_clock::now());
}
SteadyTime SystemClock::steady() const {
  return std::chrono::floor<Micros>(std::chrono::steady_clock::now());
}

}  // namespace redrive::base
