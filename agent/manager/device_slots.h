// How many devices are worked on at the same time, over all runs, and never two runs on one device.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>

#include "shared/base/time.h"

namespace redrive::agent {

// Safe from any thread. Whoever holds a slot gives it back in a bounded time without waiting for another, so waiting
// for one cannot lock up.
class DeviceSlots {
 public:
  explicit DeviceSlots(std::uint32_t limit) { set_limit(limit); }

  // At least one. What is above a lower limit is worked on to its end.
  void set_limit(std::uint32_t limit);
  std::uint32_t limit() const;

  // Waits for a free slot and for the device to be free; false when `stop` came first.
  bool take(const std::string& device, const std::stop_token& stop);
  // The same, false also when `until` came first.
  bool take(const std::string& device, const std::stop_token& stop, base::SteadyTime until);
  void give_back(const std::string& device);

 private:
  mutable std::mutex mutex_;  // guards limit_ and busy_
  std::condition_variable_any freed_;
  std::uint32_t limit_ = 1;
  std::set<std::string> busy_;
};

}  // namespace redrive::agent
