#include "agent/manager/device_slots.h"

#include <algorithm>

namespace redrive::agent {
namespace {

constexpr base::Micros kForEver = std::chrono::hours(24 * 3652);  // the clock's end is too far for a wait

}  // namespace

void DeviceSlots::set_limit(std::uint32_t limit) {
  const std::scoped_lock lock(mutex_);
  limit_ = std::max(limit, 1U);
  freed_.notify_all();
}

std::uint32_t DeviceSlots::limit() const {
  const std::scoped_lock lock(mutex_);
  return limit_;
}

bool DeviceSlots::take(const std::string& device, const std::stop_token& stop) {
  return take(device, stop, base::SystemClock{}.steady() + kForEver);
}

bool DeviceSlots::take(const std::string& device, const std::stop_token& stop, base::SteadyTime until) {
  std::unique_lock lock(mutex_);
  const auto can = [&] { return busy_.size() < limit_ && !busy_.contains(device); };
  const bool free = freed_.wait_until(lock, stop, until, can);
  if (!free || stop.stop_requested()) return false;
  busy_.insert(device);
  return true;
}

void DeviceSlots::give_back(const std::string& device) {
  const std::scoped_lock lock(mutex_);
  busy_.erase(device);
  freed_.notify_all();
}

}  // namespace redrive::agent
