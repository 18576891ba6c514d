#include "central/calendar/rule.h"

#include <fmt/format.h>
#include <libical/ical.h>

#include <algorithm>

#include "central/calendar/rule_text.h"

namespace redrive::central::calendar {
namespace {

using base::ErrorCode;
using base::fail;
using namespace std::chrono;

icaltimetype as_ical(Local local) {
  const auto date = floor<days>(local);
  const year_month_day ymd{date};
  const hh_mm_ss clock{local - date};
  icaltimetype out = icaltime_null_time();
  out.year = static_cast<int>(ymd.year());
  out.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
  out.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  out.hour = static_cast<int>(clock.hours().count());
  out.minute = static_cast<int>(clock.minutes().count());
  out.second = static_cast<int>(clock.seconds().count());
  return out;
}

Local as_local(const icaltimetype& t) {
  const year_month_day date{year{t.year}, month{static_cast<unsigned>(t.month)}, day{static_cast<unsigned>(t.day)}};
  return local_days{date} + hours{t.hour} + minutes{t.minute} + seconds{t.second};
}

constexpr Local kLatest = local_days{year{2582} / December / 31};

// A time the rule ends with, on the wall clock of its zone.
Local end_of(const DateTime& until, const Zone& zone) {
  if (until.date_only) return until.local + days{1} - seconds{1};
  return until.utc ? zone.to_local(std::chrono::sys_seconds{until.local.time_since_epoch()}) : until.local;
}

}  // namespace

struct Rule::Parsed {
  icalrecurrencetype value;
};

// `until` bounds libical's search too: what does not happen any more is not looked for beyond it.
template <typename Take>
void Rule::each(Local from, Local until, Take take) const {
  if (until < first_) return;
  icalrecurrencetype rule = rule_->value;
  rule.until = as_ical(std::min(until, kLatest));
  const std::unique_ptr<icalrecur_iterator, decltype(&icalrecur_iterator_free)> iterator(
      icalrecur_iterator_new(rule, as_ical(first_)), &icalrecur_iterator_free);
  if (!iterator) return;
  if (from > first_ && (from > kLatest || !icalrecur_iterator_set_start(iterator.get(), as_ical(from)))) return;
  for (;;) {
    const icaltimetype next = icalrecur_iterator_next(iterator.get());
    if (icaltime_is_null_time(next) || !take(as_local(next))) return;
  }
}

base::Result<Rule> Rule::read(std::string_view text, Local first, const Zone& zone) {
  auto parts = parse_rule(text);
  if (!parts) return tl::unexpected(parts.error());
  auto parsed = std::make_shared<Parsed>();
  parsed->value = icalrecurrencetype_from_string(parts->text.c_str());
  if (parsed->value.freq == ICAL_NO_RECURRENCE) {
    return fail(ErrorCode::kInvalid, "it cannot be read; expected a rule like FREQ=WEEKLY;BYDAY=SU");
  }
  Rule rule(std::move(parsed), first);
  std::optional<Local> begins;
  rule.each(first, first + days{366 * 9}, [&](Local at) {
    begins = at;
    return false;
  });
  if (begins != first) {
    return fail(
        ErrorCode::kInvalid,
        begins ? fmt::format("it does not happen at its start, {}, but first at {}; expected a start it happens at",
                             format_local(first), format_local(*begins))
               : fmt::format("it does not happen at its start, {}, nor in nine years after it", format_local(first)));
  }
  if (parts->until) {
    const Local end = end_of(*parts->until, zone);
    if (end < first) return fail(ErrorCode::kInvalid, "UNTIL is before the start");
    rule.last_ = rule.last_until(end);
  } else if (parts->count) {
    unsigned left = *parts->count;
    rule.each(first, kLatest, [&](Local at) {
      rule.last_ = at;
      return --left > 0;
    });
  }
  return rule;
}

// Looks ever further back: near what is dense, far for what is rare.
Local Rule::last_until(Local end) const {
  Local last = first_;
  for (days back{32}; last == first_; back *= 2) {
    each(std::max(first_, end - back), end, [&](Local at) {
      last = at;
      return true;
    });
    if (end - back <= first_) break;
  }
  return last;
}

std::vector<Local> Rule::starts(Local from, Local to, std::size_t limit) const {
  std::vector<Local> found;
  const Local until = std::min(to - seconds{1}, last_.value_or(kLatest));
  if (limit == 0 || from > until) return found;
  each(std::max(from, first_), until, [&](Local at) {
    if (at >= from) found.push_back(at);
    return found.size() < limit;
  });
  return found;
}

}  // namespace redrive::central::calendar
