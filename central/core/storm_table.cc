#include "central/core/storm_table.h"

#include <algorithm>
#include <utility>

namespace redrive::central {

void StormTable::restore(Storm storm) {
  auto centre = storm.centre;
  storms_.insert_or_assign(std::move(centre), std::move(storm));
}

const Storm* StormTable::find(const std::string& centre) const {
  const auto at = storms_.find(centre);
  return at == storms_.end() ? nullptr : &at->second;
}

std::string StormTable::tell(const model::Ticket& ticket, std::uint32_t limit, base::UtcTime now) {
  Storm& storm = storms_[ticket.centre];
  storm.centre = ticket.centre;
  // Whatever a clock that was set back left in the future is not counted.
  std::erase_if(storm.told, [now](base::UtcTime at) { return at <= now - kSpan || at > now; });
  if (storm.id.empty() && limit > 0 && storm.told.size() >= limit) {
    storm.id = "storm-" + ticket.id;
    storm.due = now + kSpan;
    storm.gathered = 0;
  }
  storm.told.push_back(now);
  if (storm.told.size() > limit) storm.told.erase(storm.told.begin());
  if (!storm.id.empty()) ++storm.gathered;
  return storm.id;
}

bool StormTable::gathers(const model::Ticket& ticket) const {
  if (ticket.storm.empty()) return false;
  const Storm* storm = find(ticket.centre);
  return storm && storm->id == ticket.storm;
}

bool StormTable::full(const std::string& centre) const {
  const Storm* storm = find(centre);
  return storm && !storm->id.empty() && storm->gathered >= kMost;
}

std::optional<base::UtcTime> StormTable::next_due() const {
  std::optional<base::UtcTime> next;
  for (const auto& [centre, storm] : storms_) {
    if (!storm.id.empty() && (!next || storm.due < *next)) next = storm.due;
  }
  return next;
}

std::vector<std::string> StormTable::due(base::UtcTime now) const {
  std::vector<std::string> centres;
  for (const auto& [centre, storm] : storms_) {
    if (!storm.id.empty() && storm.due <= now) centres.push_back(centre);
  }
  return centres;
}

std::string StormTable::end(const std::string& centre) {
  Storm& storm = storms_.at(centre);
  storm.gathered = 0;
  storm.due = {};
  return std::exchange(storm.id, {});
}

}  // namespace redrive::central
