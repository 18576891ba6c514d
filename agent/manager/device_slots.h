// How many devices are worked on at the same time, over all runs, and never two runs on one device.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>

namespace redrive::agent {

// Safe from any thread. A thread holds at most one slot at a time, so waiting for one cannot lock up.
class DeviceSlots {
 public:
  explicit DeviceSlots(std::uint32_t limit) : limit_(limit == 0 ? 1 : limit) {}

  // Waits for a free slot and for the device to be free; false when `stop` came first.
  bool take(const std::string& device, const std::stop_token& stop);
  void give_back(const std::string& device);

 private:
  const std::uint32_t limit_;
  std::mutex mutex_;
  std::condition_variable_any freed_;
  std::set<std::string> busy_;  // guarded by mutex_
};

}  // namespace redrive::agent
