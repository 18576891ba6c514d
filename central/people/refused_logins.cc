#include "central/people/refused_logins.h"

namespace redrive::central {

bool RefusedLoginCounts::add(const std::string& name, const std::string& address, bool judged, base::UtcTime now) {
  auto key = std::pair(name, address);
  if (counts_.size() >= kMost && !counts_.contains(key)) key = {name, ""};
  if (counts_.size() >= 2 * kMost && !counts_.contains(key)) key = {"", ""};
  const auto [entry, is_new] = counts_.try_emplace(key, RefusedLogins{key.first, key.second, 0, 0, now});
  const bool tell = is_new && !key.second.empty();
  if (tell) return true;
  RefusedLogins& counted = entry->second;
  if (counted.wrong + counted.waited == 0) counted.since = now;
  ++(judged ? counted.wrong : counted.waited);
  return false;
}

// A name and address that goes on is not "first" again: it stays for one more round.
std::vector<RefusedLogins> RefusedLoginCounts::take() {
  std::vector<RefusedLogins> told;
  std::erase_if(counts_, [](const auto& entry) { return entry.second.wrong + entry.second.waited == 0; });
  for (auto& [key, counted] : counts_) {
    told.push_back(counted);
    counted.wrong = counted.waited = 0;
  }
  return told;
}

}  // namespace redrive::central
