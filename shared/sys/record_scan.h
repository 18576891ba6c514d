// Going through the records of an open log: what the reader and the writer's opening have in common.
#pragma once

#include <functional>

#include "shared/sys/record_log.h"

namespace redrive::sys {

struct ScanResult {
  std::vector<Damage> damage;
  std::uint64_t good_end = 0;  // where the last good record ends; what follows is a torn tail
  std::uint64_t size = 0;      // of the file
};

// Reads the first `size` bytes of the file.
base::Result<ScanResult> scan_records(int fd, const std::filesystem::path& path, std::uint64_t size,
                                      const std::function<void(std::string_view record)>& each);

}  // namespace redrive::sys
