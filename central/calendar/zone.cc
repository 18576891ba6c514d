#include "central/calendar/zone.h"

#include <fmt/format.h>
#include <libical/ical.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "central/calendar/rule_text.h"
#include "shared/config/checks.h"

namespace redrive::central::calendar {
namespace {

using base::ErrorCode;
using base::fail;
using std::chrono::seconds;

constexpr std::size_t kMostObservances = 300;  // STANDARD and DAYLIGHT parts of one zone
constexpr std::size_t kMostDates = 1000;       // RDATEs of one zone

icaltimetype as_ical(std::chrono::sys_seconds time) {
  const auto date = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day ymd{date};
  const std::chrono::hh_mm_ss clock{time - date};
  icaltimetype out = icaltime_null_time();
  out.year = static_cast<int>(ymd.year());
  out.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
  out.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  out.hour = static_cast<int>(clock.hours().count());
  out.minute = static_cast<int>(clock.minutes().count());
  out.second = static_cast<int>(clock.seconds().count());
  return out;
}

// A name as IANA gives them, not one of the other things that lie in the folder of the zones.
bool may_be_zone(std::string_view name) {
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '/' ||
           c == '+' || c == '-';
  });
  return plain && !name.empty() && name.size() <= 64 && name[0] >= 'A' && name[0] <= 'Z';
}

// What libical would work out without an end is not given to it.
base::Status check_observance(const Component& part) {
  const auto* from = part.find("DTSTART");
  if (!from || !parse_date_time(from->value)) return fail(ErrorCode::kInvalid, "a part of it has no DTSTART");
  if (!part.find("TZOFFSETTO")) return fail(ErrorCode::kInvalid, "a part of it has no TZOFFSETTO");
  std::size_t dates = 0;
  for (const auto& line : part.lines) {
    if (line.name == "RRULE") {
      if (auto yearly = check_zone_rule(line.value); !yearly) return yearly;
    } else if (line.name == "RDATE") {
      dates += 1 + static_cast<std::size_t>(std::count(line.value.begin(), line.value.end(), ','));
    }
  }
  if (dates > kMostDates) return fail(ErrorCode::kInvalid, "it has too many RDATEs");
  return {};
}

base::Status check_definition(const Component& vtimezone) {
  if (vtimezone.parts.empty()) return fail(ErrorCode::kInvalid, "it has neither STANDARD nor DAYLIGHT");
  if (vtimezone.parts.size() > kMostObservances) return fail(ErrorCode::kInvalid, "it has too many parts");
  for (const auto& part : vtimezone.parts) {
    if (part.name != "STANDARD" && part.name != "DAYLIGHT") continue;
    if (auto good = check_observance(part); !good) return good;
  }
  return {};
}

}  // namespace

struct Zone::Table {
  std::string name, definition;
  icaltimezone* zone = nullptr;  // nullptr = UTC
  bool own = false;

  Table() = default;
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;
  ~Table() {
    if (own) icaltimezone_free(zone, 1);
  }
};

Zone Zone::utc() {
  static const auto table = [] {
    auto made = std::make_shared<Table>();
    made->name = "UTC";
    return made;
  }();
  return Zone(table);
}

base::Result<Zone> Zone::named(const std::string& name) {
  if (name == "UTC") return utc();
  icaltimezone* zone = may_be_zone(name) ? icaltimezone_get_builtin_timezone(name.c_str()) : nullptr;
  if (!zone) {
    return fail(ErrorCode::kInvalid, fmt::format("{} is no time zone this system knows; expected a name like "
                                                 "\"Europe/Oslo\" or \"UTC\"",
                                                 config::in_quotes(name)));
  }
  auto table = std::make_shared<Table>();
  table->name = name;
  table->zone = zone;
  return Zone(std::move(table));
}

base::Result<Zone> Zone::defined(const Component& vtimezone) {
  const auto* id = vtimezone.find("TZID");
  if (!id) return fail(ErrorCode::kInvalid, "the VTIMEZONE has no TZID");
  if (auto good = check_definition(vtimezone); !good)
    return base::fail_in(fmt::format("VTIMEZONE {}", config::in_quotes(id->value)), good.error());
  return known(to_text(vtimezone), [&](std::string text) { return make(id->value, std::move(text)); });
}

// Calendars repeat the same few definitions, and working one out may go back to 1601.
base::Result<Zone> Zone::known(std::string text, const std::function<base::Result<Zone>(std::string)>& make) {
  static std::mutex mutex;
  static std::map<std::string, std::weak_ptr<const Table>> tables;
  const std::lock_guard lock(mutex);
  if (const auto found = tables.find(text); found != tables.end()) {
    if (auto table = found->second.lock()) return Zone(std::move(table));
  }
  std::erase_if(tables, [](const auto& entry) { return entry.second.expired(); });
  auto zone = make(text);
  if (zone) tables.emplace(std::move(text), zone->table_);
  return zone;
}

base::Result<Zone> Zone::make(const std::string& name, std::string text) {
  auto table = std::make_shared<Table>();
  table->name = name;
  table->definition = std::move(text);
  icalcomponent* component = icalparser_parse_string(table->definition.c_str());
  table->zone = icaltimezone_new();
  table->own = true;
  if (!component || !icaltimezone_set_component(table->zone, component)) {  // which takes it, when it can
    if (component) icalcomponent_free(component);
    return fail(ErrorCode::kInvalid, fmt::format("the VTIMEZONE {} cannot be read", config::in_quotes(name)));
  }
  return Zone(std::move(table));
}

const std::string& Zone::name() const {
  return table_->name;
}

const std::string& Zone::definition() const {
  return table_->definition;
}

seconds Zone::offset_at(base::UtcTime time) const {
  if (!table_->zone) return seconds{0};
  icaltimetype at = as_ical(std::chrono::floor<seconds>(time));
  int daylight = 0;
  return seconds{icaltimezone_get_utc_offset_of_utc_time(table_->zone, &at, &daylight)};
}

// Tried with the offsets of the days before and after: the one that fits itself is meant.
base::UtcTime Zone::to_utc(Local local) const {
  const std::chrono::sys_seconds as_if_utc{local.time_since_epoch()};
  const seconds before = offset_at(as_if_utc - std::chrono::hours(24)),
                after = offset_at(as_if_utc + std::chrono::hours(24));
  if (offset_at(as_if_utc - before) == before || offset_at(as_if_utc - after) != after) return as_if_utc - before;
  return as_if_utc - after;
}

Local Zone::to_local(base::UtcTime time) const {
  return Local{(std::chrono::floor<seconds>(time) + offset_at(time)).time_since_epoch()};
}

}  // namespace redrive::central::calendar
