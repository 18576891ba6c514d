// Calendars anybody may have written. Nothing but problems may come of bad ones, in bounded time; what is taken has a
// start before its end, one selector and a reason, and its times are made again from what the store keeps of them.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "central/calendar/calendar_reader.h"
#include "central/calendar/event_times.h"

namespace {

using namespace redrive;

// What is asked for a month at a time is what is asked for as a whole.
void check_windows(const model::Occurrences& times, const std::vector<model::Period>& whole, base::UtcTime from,
                   base::UtcTime to) {
  if (whole.size() > 1000) return;  // the answer is bounded
  constexpr auto kMonth = std::chrono::hours(24 * 32);
  for (auto begin = from; begin < to; begin += kMonth) {
    const auto end = std::min<base::UtcTime>(begin + kMonth, to);
    const auto lasts = [](const std::vector<model::Period>& periods, base::UtcTime at) {
      for (const auto& period : periods) {
        if (period.start <= at && at < period.end) return true;
      }
      return false;
    };
    const auto part = times.within(begin, end);
    for (const auto* periods : {&whole, &part}) {
      for (const auto& period : *periods) {
        for (const auto at : {period.start, period.start - base::Micros(1), period.end, period.end - base::Micros(1)}) {
          if (begin <= at && at < end && lasts(whole, at) != lasts(part, at)) std::abort();
        }
      }
    }
  }
}

void check(const model::Outage& outage) {
  const int selectors = !outage.server.empty() + !outage.device.empty() + !outage.site.empty();
  if (outage.end <= outage.start || selectors != 1 || outage.reason.empty()) std::abort();
  if (!outage.times) return;
  const auto from = outage.start, to = from + std::chrono::hours(24 * 400);
  const auto periods = outage.times->within(from, to);
  for (std::size_t i = 0; i < periods.size(); ++i) {
    if (periods[i].end <= periods[i].start || (i > 0 && periods[i].start <= periods[i - 1].end)) std::abort();
  }
  check_windows(*outage.times.operator->(), periods, from, to);
  const auto again = central::calendar::times_from(outage.times.text());
  if (!again || !(*again == outage.times)) std::abort();
  model::Outage other = outage;
  other.times = *again;
  if (other.times->within(from, to) != periods) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const model::Inventory inventory;
  const central::calendar::CalendarContext context{inventory, "Europe/Oslo",
                                                   base::utc_from_micros(1'772'409'600'000'000), "O-", "ops"};
  const auto events = central::calendar::read_calendar({reinterpret_cast<const char*>(data), size}, "x.ics", context);
  if (!events) return events.error().empty() ? (std::abort(), 1) : 0;
  for (const auto& outage : events->outages) check(outage);
  return 0;
}
