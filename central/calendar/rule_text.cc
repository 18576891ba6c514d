#include "central/calendar/rule_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "shared/config/checks.h"

namespace redrive::central::calendar {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::size_t kMostText = 1024;  // bytes

struct Part {
  std::string key;
  std::vector<std::string_view> values;
};

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (std::size_t end = 0; end != text.npos;) {
    end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end != text.npos) text.remove_prefix(end + 1);
  }
  return parts;
}

std::optional<int> number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_weekday(std::string_view text) {
  constexpr std::string_view kDays = "MO TU WE TH FR SA SU";
  return text.size() == 2 && kDays.find(text) != kDays.npos && text[0] != ' ' && text[1] != ' ';
}

// "SU", "2TU", "-1SU"
bool is_numbered_weekday(std::string_view text) {
  if (text.size() < 2 || !is_weekday(text.substr(text.size() - 2))) return false;
  text.remove_suffix(2);
  if (text.empty()) return true;
  const auto n = number(text);
  return n && *n != 0 && std::abs(*n) <= 53;
}

// What a part may hold: numbers between two bounds, also counted from the end where `negative`.
struct Numbers {
  std::string_view key;
  int least, most;
  bool negative;
  std::size_t at_most;  // values
};
constexpr std::array kNumbers{Numbers{"INTERVAL", 1, 1000, false, 1}, Numbers{"BYSECOND", 0, 59, false, 60},
                              Numbers{"BYMINUTE", 0, 59, false, 60},  Numbers{"BYHOUR", 0, 23, false, 24},
                              Numbers{"BYMONTHDAY", 1, 31, true, 31}, Numbers{"BYYEARDAY", 1, 366, true, 366},
                              Numbers{"BYWEEKNO", 1, 53, true, 53},   Numbers{"BYMONTH", 1, 12, false, 12},
                              Numbers{"BYSETPOS", 1, 366, true, 53},  Numbers{"COUNT", 1, kMostCount, false, 1}};

base::Status wrong(const Part& part, std::string_view expected) {
  return fail(ErrorCode::kInvalid,
              fmt::format("{} is {}; expected {}", part.key,
                          config::in_quotes(fmt::format("{}", fmt::join(part.values, ","))), expected));
}

base::Status check_numbers(const Part& part, const Numbers& bounds) {
  const bool good =
      part.values.size() <= bounds.at_most && std::all_of(part.values.begin(), part.values.end(), [&](auto v) {
        const auto n = number(v);
        if (!n) return false;
        const int size = bounds.negative ? std::abs(*n) : *n;
        return bounds.least <= size && size <= bounds.most;
      });
  if (good) return {};
  return wrong(part, fmt::format("{} from {} to {}{}", bounds.at_most == 1 ? "a whole number" : "whole numbers",
                                 bounds.least, bounds.most, bounds.negative ? ", or as many from the end" : ""));
}

base::Status check_part(const Part& part, bool until_is_date) {
  const auto all = [&](auto good) { return std::all_of(part.values.begin(), part.values.end(), good); };
  if (part.key == "FREQ") {
    constexpr std::array kFrequencies{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
    const bool known = part.values.size() == 1 &&
                       std::find(kFrequencies.begin(), kFrequencies.end(), part.values[0]) != kFrequencies.end();
    return known ? base::Status{}
                 : wrong(part, "DAILY, WEEKLY, MONTHLY or YEARLY (several times a day: FREQ=DAILY;BYHOUR=…)");
  }
  if (part.key == "BYDAY") {
    return part.values.size() <= 53 && all(is_numbered_weekday) ? base::Status{}
                                                                : wrong(part, "days like SU, 2TU or -1SU");
  }
  if (part.key == "WKST")
    return part.values.size() == 1 && all(is_weekday) ? base::Status{} : wrong(part, "a day like MO");
  if (part.key == "UNTIL") {
    return until_is_date ? base::Status{} : wrong(part, "a date or time like 20261231 or 20261231T230000Z");
  }
  for (const auto& bounds : kNumbers) {
    if (part.key == bounds.key) return check_numbers(part, bounds);
  }
  return fail(ErrorCode::kInvalid, fmt::format("{} is not known; expected one of FREQ, INTERVAL, COUNT, UNTIL, WKST, "
                                               "BYDAY, BYMONTHDAY, BYYEARDAY, BYWEEKNO, BYMONTH, BYHOUR, BYMINUTE, "
                                               "BYSECOND, BYSETPOS",
                                               config::in_quotes(part.key)));
}

const Part* find(const std::vector<Part>& parts, std::string_view key) {
  const auto found = std::find_if(parts.begin(), parts.end(), [&](const Part& p) { return p.key == key; });
  return found == parts.end() ? nullptr : &*found;
}

// `upper` must outlive the parts.
Result<std::vector<Part>> take_apart(std::string_view upper) {
  std::vector<Part> parts;
  if (upper.ends_with(';')) upper.remove_suffix(1);  // often left by programs
  for (const auto text : split(upper, ';')) {
    const auto equals = text.find('=');
    if (equals == text.npos || equals == 0) {
      return fail(ErrorCode::kInvalid, fmt::format("{} is no part of a rule; expected a rule like FREQ=WEEKLY;BYDAY=SU",
                                                   config::in_quotes(text)));
    }
    Part part{std::string(text.substr(0, equals)), split(text.substr(equals + 1), ',')};
    if (find(parts, part.key)) return fail(ErrorCode::kInvalid, fmt::format("{} is given twice", part.key));
    parts.push_back(std::move(part));
  }
  if (!find(parts, "FREQ"))
    return fail(ErrorCode::kInvalid, "FREQ is missing; expected a rule like FREQ=WEEKLY;BYDAY=SU");
  return parts;
}

std::string upper_case(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

base::Status check_density(const std::vector<Part>& parts) {
  std::size_t a_day = 1;
  for (const char* key : {"BYHOUR", "BYMINUTE", "BYSECOND"}) {
    if (const auto* part = find(parts, key)) a_day *= part->values.size();
  }
  if (a_day <= kMostADay) return {};
  return fail(ErrorCode::kInvalid, fmt::format("it happens {} times a day; expected at most {}", a_day, kMostADay));
}

}  // namespace

Result<RuleText> parse_rule(std::string_view text) {
  if (text.size() > kMostText) return fail(ErrorCode::kInvalid, fmt::format("it is longer than {} bytes", kMostText));
  const std::string upper = upper_case(text);
  const auto parts = take_apart(upper);
  if (!parts) return tl::unexpected(parts.error());
  RuleText rule;
  if (const auto* until = find(*parts, "UNTIL"); until && until->values.size() == 1)
    rule.until = parse_date_time(until->values[0]);
  for (const auto& part : *parts) {
    if (auto good = check_part(part, rule.until.has_value()); !good) return tl::unexpected(good.error());
    if (part.key == "UNTIL" || part.key == "COUNT") continue;
    rule.text += fmt::format("{}{}={}", rule.text.empty() ? "" : ";", part.key, fmt::join(part.values, ","));
  }
  if (const auto* count = find(*parts, "COUNT")) rule.count = static_cast<unsigned>(*number(count->values[0]));
  if (rule.count && rule.until)
    return fail(ErrorCode::kInvalid, "COUNT and UNTIL are both given; expected at most one");
  if (auto good = check_density(*parts); !good) return tl::unexpected(good.error());
  return rule;
}

base::Status check_zone_rule(std::string_view text) {
  const std::string upper = upper_case(text);
  const auto parts = take_apart(upper);
  if (!parts) return tl::unexpected(parts.error());
  for (const auto& part : *parts) {
    const bool one_day = part.key == "BYDAY" || part.key == "BYMONTH" || part.key == "FREQ";
    const bool known = one_day || part.key == "BYMONTHDAY" || part.key == "INTERVAL" || part.key == "UNTIL" ||
                       part.key == "COUNT" || part.key == "WKST";
    const bool good =
        known && part.values.size() <= (one_day ? 1U : 7U) && (part.key != "FREQ" || part.values[0] == "YEARLY");
    if (!good || (part.key != "UNTIL" && !check_part(part, true)))
      return wrong(part, "a yearly rule like FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU");
  }
  if (!find(*parts, "BYMONTH")) return fail(ErrorCode::kInvalid, "its rule has no BYMONTH");
  return {};
}

}  // namespace redrive::central::calendar
