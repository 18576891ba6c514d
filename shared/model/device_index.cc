#include "shared/model/device_index.h"

#include <bit>
#include <functional>

namespace redrive::model {

std::uint32_t DeviceIndex::hash_of(std::string_view device) {
  const std::uint64_t hash = std::hash<std::string_view>{}(device);
  return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
}

std::uint32_t DeviceIndex::find(std::string_view device, const std::vector<DeviceOutcome>& outcomes) {
  if (next_ < outcomes.size() && outcomes[next_].device == device) return next_++;
  if (outcomes.empty()) return kNone;
  take(outcomes);
  const std::uint32_t hash = hash_of(device);
  for (std::size_t at = hash;; ++at) {
    const Slot& slot = slots_[at & (slots_.size() - 1)];
    if (slot.place == kNone) return kNone;
    if (slot.hash == hash && outcomes[slot.place].device == device) return next_ = slot.place + 1, slot.place;
  }
}

void DeviceIndex::take(const std::vector<DeviceOutcome>& outcomes) {
  if (2 * outcomes.size() > slots_.size()) reserve(std::max<std::size_t>(8, 2 * outcomes.size()));
  for (; used_ < outcomes.size(); ++used_) put({hash_of(outcomes[used_].device), static_cast<std::uint32_t>(used_)});
}

void DeviceIndex::reserve(std::size_t devices) {
  const std::size_t wanted = std::bit_ceil(2 * devices);
  if (wanted <= slots_.size()) return;
  const std::vector<Slot> before = std::exchange(slots_, std::vector<Slot>(wanted));
  for (const Slot& slot : before) {
    if (slot.place != kNone) put(slot);
  }
}

void DeviceIndex::put(Slot slot) {
  std::size_t at = slot.hash;
  while (slots_[at & (slots_.size() - 1)].place != kNone) ++at;
  slots_[at & (slots_.size() - 1)] = slot;
}

}  // namespace redrive::model
