// What is wrong with a configuration: all of it at once, each with its place.
#pragma once

#include <string>
#include <vector>

#include "shared/base/result.h"

namespace redrive::config {

struct Problem {
  std::string file;
  unsigned line = 0;    // 0 = the file as a whole
  std::string message;  // what was found and what was expected
};

using Problems = std::vector<Problem>;

// "central.toml:12: [thresholds] limit is \"two\"; expected a whole number from 0 to 1000000", one a line.
std::string to_text(const Problems& problems);

// A value, or everything that is wrong.
template <typename T>
using Parsed = tl::expected<T, Problems>;

}  // namespace redrive::config
