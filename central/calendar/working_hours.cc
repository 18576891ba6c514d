#include "central/calendar/working_hours.h"

#include <fmt/format.h>

#include <array>

#include "central/calendar/event_times.h"
#include "central/calendar/zone.h"
#include "shared/config/central_draft.h"

namespace redrive::central {
namespace {

using base::Result;
using std::chrono::days;

constexpr calendar::Local kSomeMonday{std::chrono::local_days{std::chrono::January / 1 / 2024}};

Result<model::Times> times_of(const model::HoursLine& line, const std::string& zone) {
  static constexpr std::array<const char*, 7> kNames{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
  const auto where = calendar::Zone::named(zone);
  if (!where) return tl::unexpected(where.error());
  std::string rule;
  days first{7};
  for (std::size_t day = 0; day < kNames.size(); ++day) {
    if (!line.days[day]) continue;
    first = std::min(first, days(day));
    rule += fmt::format("{}{}", rule.empty() ? "FREQ=WEEKLY;BYDAY=" : ",", kNames[day]);
  }
  const auto start = where->to_utc(kSomeMonday + first + line.start);
  return calendar::repeated(start, start + line.length, rule, zone).map([](auto times) {
    return std::move(times.times);
  });
}

}  // namespace

Result<model::WorkingHours> read_hours(std::vector<std::string> lines, std::string zone) {
  model::WorkingHours out{std::move(lines), std::move(zone)};
  for (const auto& text : out.hours) {
    auto times = times_of(*model::parse_hours(text), out.zone);
    if (!times) return tl::unexpected(times.error());
    out.times.push_back(std::move(*times));
  }
  return out;
}

void complete_hours(config::CentralDraft& draft, const config::Reading& reading, config::Problems& problems) {
  for (auto& [centre, lines, sound] : draft.centres) {
    if (!sound || centre.working.zone.empty()) continue;
    auto hours = read_hours(centre.working.hours, centre.working.zone);
    if (hours) {
      centre.working = *std::move(hours);
    } else {
      problems.push_back({reading.file, lines.of("zone"), "[[centre]] zone: " + hours.error().message});
    }
  }
}

}  // namespace redrive::central
