// What a person can do about a device that a look found wanting.
#pragma once

#include <string>
#include <string_view>

namespace redrive::agent {

// By failure type; names the device.
std::string what_to_do(std::string_view failure_type, const std::string& device);

}  // namespace redrive::agent
