// What a look at a device says to people, and what they can do about one that is found wanting.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace redrive::agent {

// By failure type; names the device.
std::string what_to_do(std::string_view failure_type, const std::string& device);

// "67.0 GB free, 3.0 MB needed"
std::string room_words(std::uint64_t free, std::uint64_t needed);

}  // namespace redrive::agent
