// What a simulated fleet is like: its size, its habits, and what is broken in it. A TOML file; see README.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "shared/config/problem.h"
#include "shared/session/backoff.h"

namespace redrive::simulated {

// One thing that is broken, until it is mended.
struct CauseScript {
  std::string name;
  std::string scope = "device";  // what breaks: one device, the devices of one server, or of one site
  std::string failure_type;
  std::string message;
  std::uint32_t percent = 100;  // of the devices there; at least one
};

struct FleetScript {
  std::uint64_t seed = 1;  // the same seed gives the same fleet with the same keys
  std::uint32_t servers = 50, devices = 10, servers_per_site = 2;  // devices: of each server
  base::Micros work{20'000};                                       // what a device takes at most; half of it at least
  session::BackoffPolicy reconnect{base::Micros{200'000}, base::Micros{5'000'000}};
  std::vector<CauseScript> causes;
};

// Every problem is reported with its line.
config::Parsed<FleetScript> load_fleet_script(const std::filesystem::path& file);

}  // namespace redrive::simulated
