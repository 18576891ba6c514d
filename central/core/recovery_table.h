// What was proven to have recovered lately: alerts from before the proof that come late are history, and what comes
// back again and again is no passing failure however short each time.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "central/core/text_map.h"
#include "central/store/recoveries.h"

namespace redrive::central {

// One thread. By the cause_key of what fails by itself.
class RecoveryTable {
 public:
  static constexpr base::Micros kRemembered = std::chrono::hours(24);
  static constexpr std::size_t kMostEpisodes = 16;

  // Proven at `at`; `episode`: failures were open until then.
  void proven(const std::string& cause, base::UtcTime at, bool episode);
  // Was it proven at or after this time?
  bool proven_after(std::string_view cause, base::UtcTime at) const;
  std::size_t episodes_since(std::string_view cause, base::UtcTime since) const;
  // Forgets what was proven before; gives the causes.
  std::vector<std::string> forget_before(base::UtcTime time);

  std::optional<Recovery> find(const std::string& cause) const;
  void restore(Recovery recovery);

 private:
  struct Proof {
    base::UtcTime last{};
    std::vector<base::UtcTime> episodes;  // in order of arrival
  };
  TextMap<Proof> proofs_;
  std::set<std::pair<base::UtcTime, std::string>> order_;  // by last
};

}  // namespace redrive::central
