// Pages of a list, newest first: what every list_* function takes and gives.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace redrive::central {

struct PageRequest {
  std::uint32_t limit = 100;  // 1 to 1000
  std::int64_t after = 0;     // cursor from the page before; 0 = from the newest
};

template <typename T>
struct Page {
  std::vector<T> items;
  std::int64_t next = 0;  // cursor of the next page; 0 = this was the last
};

}  // namespace redrive::central
