// What a central needs to know of a simulated fleet, and what a test needs to know of its causes.
#pragma once

#include <filesystem>

#include "tests/simulated_agents/world.h"

namespace redrive::simulated {

// devices.csv and locations.csv for central's inventory (the centres are mc-a and mc-b), `agents` for its state
// directory, and causes.jsonl: a line for each cause with where it strikes, who mends it, and the devices that fail.
base::Status write_fleet_files(const World& world, std::uint64_t seed, const std::filesystem::path& folder);

std::string devices_csv(const World& world);
std::string locations_csv(const World& world);
std::string agents_file(const World& world, std::uint64_t seed);
std::string causes_jsonl(const World& world);

}  // namespace redrive::simulated
