#include "agent/manager/advice.h"

#include <fmt/format.h>

#include "shared/model/failure_type.h"
#include "shared/text/columns.h"

namespace redrive::agent {

namespace type = model::failure_type;

std::string what_to_do(std::string_view failure_type, const std::string& device) {
  if (failure_type == type::kDiskFull) return fmt::format("free space on {}, or leave it out", device);
  if (failure_type == type::kAuthFailed) {
    return fmt::format("put this server's key on {} and its host key into known_hosts, or leave it out", device);
  }
  if (failure_type == type::kConfiguration) {
    return fmt::format("mend the rights and programs on {} that the detail names, or leave it out", device);
  }
  if (failure_type == type::kDeviceUnreachable || failure_type == type::kTimeout) {
    return fmt::format("bring {} back on the network, or leave it out", device);
  }
  return fmt::format("look at {}, or leave it out", device);
}

std::string room_words(std::uint64_t free, std::uint64_t needed) {
  return fmt::format("{} free, {} needed", text::size_words(free), text::size_words(needed));
}

}  // namespace redrive::agent
