#include "tests/simulated_agents/fleet_files.h"

#include "shared/sys/file.h"
#include "tests/simulated_agents/agent_keys.h"

namespace redrive::simulated {

std::string devices_csv(const World& world) {
  std::string out = "device,role,server,location\n";
  for (const auto& server : world.servers()) {
    out += fmt::format("{},intermediate,,{}\n", server.name, server.site);
    for (const auto& device : server.devices)
      out += fmt::format("{},recipient,{},{}\n", device, server.name, server.site);
  }
  return out;
}

std::string locations_csv(const World& world) {
  std::string out = "code,name,aliases,centre\n";
  for (const auto& site : world.sites()) out += fmt::format("{},Depot {},,{}\n", site.code, site.code, site.centre);
  return out;
}

std::string agents_file(const World& world, std::uint64_t seed) {
  std::string out;
  for (std::size_t i = 0; i < world.servers().size(); ++i) {
    out += fmt::format("{} {} 2026-01-01T00:00:00Z\n", key_pair_of(seed, i).public_key, world.servers()[i].name);
  }
  return out;
}

std::string causes_jsonl(const World& world) {
  std::string out;
  for (const auto& cause : world.causes()) {
    // Names and types hold nothing that JSON would have to escape.
    out += fmt::format(
        R"({{"name":"{}","scope":"{}","subject":"{}","server":"{}","site":"{}","centre":"{}","failure_type":"{}",)"
        R"("devices":["{}"]}})"
        "\n",
        cause.script.name, cause.script.scope, cause.subject, cause.server, cause.site, cause.centre,
        cause.script.failure_type, fmt::join(cause.devices, R"(",")"));
  }
  return out;
}

base::Status write_fleet_files(const World& world, std::uint64_t seed, const std::filesystem::path& folder) {
  if (auto made = sys::make_directories(folder); !made) return made;
  const std::pair<const char*, std::string> files[] = {{"devices.csv", devices_csv(world)},
                                                       {"locations.csv", locations_csv(world)},
                                                       {"agents", agents_file(world, seed)},
                                                       {"causes.jsonl", causes_jsonl(world)}};
  for (const auto& [name, text] : files) {
    if (auto written = sys::replace_file(folder / name, text, 0600); !written) return written;
  }
  return {};
}

}  // namespace redrive::simulated
