// A counter's recent occurrences as bytes: what one row of `counters` keeps in recent_bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/time.h"

namespace redrive::central {

struct Occurrences {
  std::vector<base::UtcTime> times;
  std::vector<std::string> members;  // empty, or as long as times
};

std::string encode_occurrences(const std::vector<base::UtcTime>& times, const std::vector<std::string>& members);
base::Result<Occurrences> decode_occurrences(std::string_view bytes);  // kCorrupt

}  // namespace redrive::central
