// Comma-separated values (RFC 4180), written. Pure.
#pragma once

#include <string>
#include <vector>

namespace redrive::cli {

// One record without its line break; what holds a comma, a quote or a line break is quoted.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace redrive::cli
