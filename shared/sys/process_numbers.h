// What the kernel counts of this process.
#pragma once

#include <cstdint>
#include <optional>

namespace redrive::sys {

struct ProcessNumbers {
  double cpu_seconds = 0;         // of all threads, since it started
  double started_at = 0;          // seconds since the epoch
  std::uint64_t resident = 0;     // bytes
  std::uint64_t descriptors = 0;  // open
  std::uint64_t most_descriptors = 0;
};

// Nothing where /proc cannot be read.
std::optional<ProcessNumbers> process_numbers();

}  // namespace redrive::sys
