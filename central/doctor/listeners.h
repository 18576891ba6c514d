// Who listens at which port of this machine, as /proc tells it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace redrive::central {

struct Listener {
  std::uint16_t port = 0;
  bool udp = false;
  std::string program{};  // "redrive-central (4711)"; empty where we may not know
};

// TCP sockets that listen and UDP sockets that are bound, over IPv4 and IPv6.
std::vector<Listener> read_listeners(const std::filesystem::path& proc = "/proc");

}  // namespace redrive::central
