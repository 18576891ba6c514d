// Calendars anybody may have written. Nothing but problems may come of bad ones, in bounded time; what is taken has a
// start before its end, one selector and a reason, and its times are made again from what the store keeps of them.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "central/calendar/calendar_reader.h"
#include "central/calendar/event_times.h"

namespace {

using namespace redrive;

void check(const model::Outage& outage) {
  const int selectors = !outage.server.empty() + !outage.device.empty() + !outage.site.empty();
  if (outage.end <= outage.start || selectors != 1 || outage.reason.empty()) std::abort();
  if (!outage.times) return;
  const auto from = outage.start, to = from + std::chrono::hours(24 * 400);
  const auto periods = outage.times->within(from, to);
  for (std::size_t i = 0; i < periods.size(); ++i) {
    if (periods[i].end <= periods[i].start || (i > 0 && periods[i].start <= periods[i - 1].end)) std::abort();
  }
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
