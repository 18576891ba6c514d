// Device name -> place in a list of outcomes. A table of its own since reading and showing a job log of a million
// devices is mostly finding them: no allocation per name, the names themselves stay in the list. Devices mostly come in
// the same order again, so the place after the one found last is looked at before the table, whose slots lie far apart.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "shared/model/outcome.h"

namespace redrive::model {

class DeviceIndex {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  // The place of `device` in `outcomes`, or kNone. The list must be the one the names were added with.
  std::uint32_t find(std::string_view device, const std::vector<DeviceOutcome>& outcomes);
  // Notes that `device`, which is not in the index, is at `place`.
  void add(std::string_view device, std::uint32_t place);
  void reserve(std::size_t devices);

 private:
  struct Slot {
    std::uint32_t hash = 0, place = kNone;
  };
  static std::uint32_t hash_of(std::string_view device);
  void put(Slot slot);

  std::vector<Slot> slots_;  // a power of two of them, at most half of them used
  std::size_t used_ = 0;
  std::uint32_t next_ = 0;  // after the place found last
};

}  // namespace redrive::model
