// {package} and {device} in the commands of a job file.
#pragma once

#include <string_view>
#include <vector>

namespace redrive::config {

inline constexpr std::string_view kPlaceholders = "{package}, {device}";

// Every {word} in the argument that is not a placeholder, as written. ${word} is left to the shell it was written for;
// braces around anything but letters, digits and _ are plain text.
std::vector<std::string_view> unknown_placeholders(std::string_view argument);

}  // namespace redrive::config
