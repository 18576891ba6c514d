// Device name -> place in a list of outcomes. A table of its own since reading and showing a job log of a million
// devices is mostly finding them: no allocation per name, the names themselves stay in the list. Devices mostly come in
// the same order again, so the place after the one found last is looked at before the table, whose slots lie far apart
// and which is filled only when that fails.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "shared/model/outcome.h"

namespace redrive::model {

class DeviceIndex {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  // The place of `device` in `outcomes`, or kNone. The list must always be the same one, which names no device twice
  // and only grows.
  std::uint32_t find(std::string_view device, const std::vector<DeviceOutcome>& outcomes);
  void reserve(std::size_t devices);

 private:
  struct Slot {
    std::uint32_t hash = 0, place = kNone;
  };
  static std::uint32_t hash_of(std::string_view device);
  void take(const std::vector<DeviceOutcome>& outcomes);
  void put(Slot slot);

  std::vector<Slot> slots_;  // a power of two of them, at most half of them used
  std::size_t used_ = 0;     // the first so many of the list are in the table
  std::uint32_t next_ = 0;   // after the place found last
};

}  // namespace redrive::model
