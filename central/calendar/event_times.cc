#include "central/calendar/event_times.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "central/calendar/recurrence.h"
#include "shared/config/checks.h"

namespace redrive::central::calendar {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::UtcTime;
using config::in_quotes;
using model::Period;

constexpr std::size_t kMostText = 64UL * 1024;  // bytes kept of one event
constexpr std::string_view kOfOneKind = "expected a date where DTSTART is one, and a time where it is one";

// A date or time with the zone it is meant in.
struct Moment {
  DateTime written;
  Zone zone = Zone::utc();

  UtcTime utc() const { return zone.to_utc(written.local); }
};

// Reads the parts of one event; what is wrong is complained of, and `good` says whether anything was.
class Reader {
 public:
  Reader(ZoneBook& zones, const Complain& complain) : zones_(zones), complain_(complain) {}

  std::optional<EventTimes> read(const EventParts& event) {
    for (const auto* instance : event.changed) take_changed(*instance);
    return event.master ? read_master(*event.master) : finish(nullptr);
  }

 private:
  void wrong(const ContentLine& line, std::string_view what) {
    good_ = false;
    complain_(line.line, fmt::format("{} is {}; {}", line.name, in_quotes(line.value), what));
  }
  void missing(const Component& event, std::string_view what) {
    good_ = false;
    complain_(event.line, std::string(what));
  }

  std::optional<Moment> moment(const ContentLine& line, std::string_view value) {
    const auto written = parse_date_time(value);
    if (!written) {
      wrong(line, "expected a date or time like 20260308 or 20260308T020000Z");
      return std::nullopt;
    }
    if (written->utc) return Moment{*written, Zone::utc()};
    const auto tzid = line.parameter("TZID");
    const bool floats = tzid.empty() || written->date_only;
    floated_ |= floats;
    auto zone = floats ? zones_.floating() : zones_.find(tzid);
    if (!zone) {
      wrong(line, zone.error().message);
      return std::nullopt;
    }
    return Moment{*written, std::move(*zone)};
  }

  std::optional<Moment> start_of(const Component& event) {
    const auto* line = event.find("DTSTART");
    if (!line) {
      missing(event, "DTSTART is missing; an outage needs a start");
      return std::nullopt;
    }
    return moment(*line, line->value);
  }

  // From its start to its end: days on the wall clock for dates and for days of DURATION, else an exact time.
  std::optional<Span> length_of(const Component& event, const Moment& start) {
    const auto *end = event.find("DTEND"), *duration = event.find("DURATION");
    if (!end && !duration) {
      missing(event, "it has no end; an outage needs DTEND or DURATION");
      return std::nullopt;
    }
    if (end && duration) {
      wrong(*duration, "DTEND is given too; expected one of them");
      return std::nullopt;
    }
    if (duration) {
      const auto span = parse_span(duration->value);
      if (span && span->days + span->seconds > std::chrono::seconds{0}) return span;
      wrong(*duration, "expected a span like PT2H or P1D");
      return std::nullopt;
    }
    const auto until = moment(*end, end->value);
    if (!until) return std::nullopt;
    if (until->written.date_only != start.written.date_only) {
      wrong(*end, kOfOneKind);
      return std::nullopt;
    }
    if (until->utc() <= start.utc()) {
      wrong(*end, "the outage ends before it starts");
      return std::nullopt;
    }
    if (start.written.date_only)
      return Span{std::chrono::floor<std::chrono::days>(until->written.local - start.written.local), {}};
    return Span{{}, std::chrono::floor<std::chrono::seconds>(until->utc() - start.utc())};
  }

  // A changed instance takes the place of the one it names; a cancelled one only takes it away.
  void take_changed(const Component& event) {
    const ContentLine& id = *event.find("RECURRENCE-ID");
    if (!id.parameter("RANGE").empty())
      return wrong(id, "RANGE is not understood here; expected an event of its own from that date on");
    const auto replaced = moment(id, id.value);
    if (!replaced) return;
    course_.left_out.push_back(replaced->utc());
    replaced_.push_back(&id);
    keep(event, {"RECURRENCE-ID", "DTSTART", "DTEND", "DURATION", "STATUS"});
    if (is_cancelled(event)) return;
    const auto start = start_of(event);
    const auto length = start ? length_of(event, *start) : std::nullopt;
    if (length) add(*event.find("DTSTART"), period_from(start->written.local, *length, start->zone), course_.added);
  }

  void add(const ContentLine& line, Period period, std::vector<Period>& to) {
    if (period.end - period.start > kMostLength + std::chrono::hours(1))
      return wrong(line, fmt::format("an occurrence lasts longer than {} days", kMostLength.count()));
    to.push_back(period);
  }

  std::optional<EventTimes> read_master(const Component& event) {
    const auto start = start_of(event);
    const auto length = start ? length_of(event, *start) : std::nullopt;
    if (!length) return std::nullopt;
    course_.zone = start->zone;
    course_.length = *length;
    for (const auto* id : replaced_) {
      if (parse_date_time(id->value)->date_only != start->written.date_only) wrong(*id, kOfOneKind);
    }
    take_rule(event, *start);
    for (const auto& line : event.lines) {
      if (line.name == "RDATE") each_value(line, [&](std::string_view value) { take_added(line, value, *start); });
      if (line.name == "EXDATE") each_value(line, [&](std::string_view value) { take_left_out(line, value, *start); });
      if (line.name == "EXRULE") wrong(line, "rules of exceptions are not understood; expected EXDATE");
    }
    if (course_.added.size() + dates_.size() > kMostDates || course_.left_out.size() > kMostDates)
      missing(event, fmt::format("it has more than {} dates or exceptions", kMostDates));
    if (!good_) return std::nullopt;
    const Period first = period_from(start->written.local, *length, start->zone);
    const bool once = !course_.rule && dates_.empty() && course_.added.empty() && course_.left_out.empty();
    if (once) return EventTimes{first.start, first.end, {}, {}, {}};
    if (!course_.rule) add(*event.find("DTSTART"), first, dates_);
    leave_out();
    keep(event, {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE"});
    return finish(&first);
  }

  void take_rule(const Component& event, const Moment& start) {
    const auto* line = event.find("RRULE");
    if (!line) return;
    const auto is_rule = [](const ContentLine& l) { return l.name == "RRULE"; };
    if (std::count_if(event.lines.begin(), event.lines.end(), is_rule) > 1)
      return wrong(*line, "it is not the only RRULE; expected at most one");
    if (course_.length.days + course_.length.seconds > kMostLength)
      return wrong(*line, fmt::format("what recurs lasts longer than {} days", kMostLength.count()));
    auto rule = Rule::read(line->value, start.written.local, start.zone);
    if (!rule) return wrong(*line, rule.error().message);
    course_.rule = std::move(*rule);
    repeat_ = line->value;
  }

  template <typename Take>
  void each_value(const ContentLine& line, Take take) {
    std::string_view rest = line.value;
    while (good_ && dates_.size() <= kMostDates && course_.left_out.size() <= kMostDates) {
      const auto comma = rest.find(',');
      take(rest.substr(0, comma));
      if (comma == rest.npos) break;
      rest.remove_prefix(comma + 1);
    }
  }

  void take_added(const ContentLine& line, std::string_view value, const Moment& start) {
    const auto slash = value.find('/');  // VALUE=PERIOD
    const auto from = moment(line, value.substr(0, slash));
    if (!from) return;
    if (slash == value.npos) {
      if (from->written.date_only == start.written.date_only)
        return add(line, period_from(from->written.local, course_.length, from->zone), dates_);
      return wrong(line, kOfOneKind);
    }
    const auto until = value.substr(slash + 1);
    if (const auto span = parse_span(until))
      return add(line, period_from(from->written.local, *span, from->zone), dates_);
    const auto end = moment(line, until);
    if (!end) return;
    if (end->utc() <= from->utc()) return wrong(line, "a period ends before it starts");
    add(line, {from->utc(), end->utc()}, dates_);
  }

  void take_left_out(const ContentLine& line, std::string_view value, const Moment& start) {
    const auto at = moment(line, value);
    if (!at) return;
    if (at->written.date_only != start.written.date_only) return wrong(line, kOfOneKind);
    course_.left_out.push_back(at->utc());
  }

  // Exceptions hold for the dates that were added as for those of the rule, not for what was moved onto one of them.
  void leave_out() {
    const std::set<UtcTime> gone(course_.left_out.begin(), course_.left_out.end());
    std::copy_if(dates_.begin(), dates_.end(), std::back_inserter(course_.added),
                 [&](const Period& period) { return !gone.contains(period.start); });
  }

  // What of the event says when, to make it again from the store.
  void keep(const Component& event, std::initializer_list<std::string_view> names) {
    Component kept{"VEVENT", event.line, {}, {}};
    for (const auto& line : event.lines) {
      if (std::find(names.begin(), names.end(), line.name) == names.end()) continue;
      kept.lines.push_back(line);
      if (const auto tzid = line.parameter("TZID"); !tzid.empty()) used_.emplace(tzid);
    }
    text_ += to_text(kept);
  }

  std::string text() {
    std::string text = "BEGIN:VCALENDAR\n";
    if (floated_) {
      text += "X-WR-TIMEZONE:" + zones_.floating_name() + "\n";
      used_.insert(zones_.floating_name());
    }
    std::set<std::string> defined;
    for (const auto& tzid : used_) {
      if (auto zone = zones_.find(tzid); zone && defined.insert(zone->definition()).second) text += zone->definition();
    }
    return text + text_ + "END:VCALENDAR\n";
  }

  std::optional<EventTimes> finish(const Period* first) {
    if (!good_) return std::nullopt;
    if (!course_.rule && course_.added.empty()) return std::nullopt;  // all of it is cancelled
    UtcTime start = first && course_.rule ? first->start : UtcTime::max();
    for (const Period& period : course_.added) start = std::min(start, period.start);
    std::string made_of = text();
    if (made_of.size() > kMostText) {
      complain_(0, fmt::format("its dates and zones take {} bytes; expected at most {}", made_of.size(), kMostText));
      return std::nullopt;
    }
    EventTimes times{start, {}, {}, repeat_, course_.zone.name()};
    const auto recurrence = std::make_shared<const Recurrence>(std::move(course_), std::move(made_of));
    times.end = recurrence->end();
    times.times = model::Times(recurrence);
    return times;
  }

  ZoneBook& zones_;
  const Complain& complain_;
  Course course_;
  std::vector<Period> dates_;                 // RDATE, and DTSTART where there is no rule
  std::vector<const ContentLine*> replaced_;  // RECURRENCE-ID
  std::string repeat_, text_;
  std::set<std::string, std::less<>> used_;
  bool good_ = true, floated_ = false;
};

}  // namespace

// ---- zones

ZoneBook::ZoneBook(const Component& calendar, std::string floating) : floating_(std::move(floating)) {
  if (const auto* line = calendar.find("X-WR-TIMEZONE")) floating_ = unescaped(line->value);
  for (const auto& part : calendar.parts) {
    const auto* id = part.name == "VTIMEZONE" ? part.find("TZID") : nullptr;
    if (id) defined_.emplace(id->value, &part);
  }
}

namespace {

// Some programs put their own name before the zone's: "/example.org/20260101/Europe/Oslo".
std::optional<Zone> named_at_the_end(std::string_view tzid) {
  while (tzid.starts_with('/')) {
    const auto next = tzid.find('/', 1);
    if (next == tzid.npos) return std::nullopt;
    tzid.remove_prefix(next);
    if (auto zone = Zone::named(std::string(tzid.substr(1)))) return *zone;
  }
  return std::nullopt;
}

}  // namespace

Result<Zone> ZoneBook::find(std::string_view tzid) {
  if (const auto known = found_.find(tzid); known != found_.end()) return known->second;
  Result<Zone> zone = Zone::named(std::string(tzid));
  if (const auto defined = defined_.find(tzid); !zone && defined != defined_.end()) {
    zone = Zone::defined(*defined->second);
  } else if (!zone) {
    if (auto named = named_at_the_end(tzid)) {
      zone = std::move(*named);
    } else {
      zone = fail(ErrorCode::kInvalid, fmt::format("the zone {} is neither one this system knows nor defined in the "
                                                   "calendar (VTIMEZONE); expected a name like Europe/Oslo",
                                                   in_quotes(tzid)));
    }
  }
  return found_.emplace(std::string(tzid), zone).first->second;
}

Result<Zone> ZoneBook::floating() {
  if (!floating_.empty()) return find(floating_);
  return fail(
      ErrorCode::kInvalid,
      "it has no time zone; expected a time in UTC, a TZID, X-WR-TIMEZONE in the calendar, or [outages] zone in "
      "the configuration");
}

// ---- events

bool is_cancelled(const Component& event) {
  const auto* status = event.find("STATUS");
  return status && is_word(status->value, "CANCELLED");
}

std::optional<EventTimes> read_times(const EventParts& event, ZoneBook& zones, const Complain& complain) {
  return Reader(zones, complain).read(event);
}

namespace {

Result<EventTimes> read_one(const std::string& text) {
  auto calendars = read_components(text, "");
  if (!calendars) return fail(ErrorCode::kInvalid, calendars.error().front().message);
  ZoneBook zones(calendars->front(), "");
  EventParts event;
  for (const auto& part : calendars->front().parts) {
    if (part.name != "VEVENT") continue;
    if (part.find("RECURRENCE-ID")) {
      event.changed.push_back(&part);
    } else {
      event.master = &part;
    }
  }
  std::string problem = "it has no occurrence";
  auto times = read_times(event, zones, [&](unsigned, std::string what) { problem = std::move(what); });
  if (!times) return fail(ErrorCode::kInvalid, std::move(problem));
  return std::move(*times);
}

}  // namespace

Result<model::Times> times_from(const std::string& text) {
  auto read = read_one(text);
  if (!read) return tl::unexpected(read.error());
  return std::move(read->times);
}

Result<EventTimes> repeated(UtcTime start, UtcTime end, const std::string& repeat, const std::string& zone) {
  const auto where = Zone::named(zone);
  if (!where) return tl::unexpected(where.error());
  if (repeat.find_first_of("\r\n") != repeat.npos) return fail(ErrorCode::kInvalid, "the rule is more than one line");
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(end - start).count();
  return read_one(fmt::format(
      "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=\"{}\":{}\nDURATION:PT{}S\nRRULE:{}\nEND:VEVENT\nEND:VCALENDAR\n",
      zone, format_local(where->to_local(start)), seconds, repeat));
}

}  // namespace redrive::central::calendar
