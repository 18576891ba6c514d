// [outages]
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace redrive::config {

struct OutageOptions {
  std::vector<std::string> calendars;  // absolute paths; the file name may be a glob
  std::string zone;                    // IANA name, of times that name none; empty = they are refused
  std::uint32_t max_share = 20;  // percent of the devices one added at run time covers without being forced, 1-100

  bool operator==(const OutageOptions&) const = default;
};

}  // namespace redrive::config
