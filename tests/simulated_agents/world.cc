#include "tests/simulated_agents/world.h"

#include <numeric>

namespace redrive::simulated {
namespace {

// The first `count` of `from`, drawn.
template <typename T>
std::vector<T> draw(std::vector<T> from, std::size_t count, base::Random& random) {
  for (std::size_t i = 0; i < count; ++i) std::swap(from[i], from[i + random.below(from.size() - i)]);
  from.resize(count);
  return from;
}

std::size_t share(std::size_t devices, std::uint32_t percent) {
  return std::max<std::size_t>(1, devices * percent / 100);
}

}  // namespace

base::Result<World> World::make(const FleetScript& script) {
  World world;
  world.add_places(script);
  if (script.causes.size() > world.sites_.size()) {
    return base::fail(base::ErrorCode::kInvalid,
                      fmt::format("{} causes strike at a site each, and {} servers of {} a site make {} sites",
                                  script.causes.size(), script.servers, script.servers_per_site, world.sites_.size()));
  }
  base::SeededRandom random(script.seed);
  std::vector<std::size_t> sites(world.sites_.size());
  std::iota(sites.begin(), sites.end(), 0);
  sites = draw(std::move(sites), script.causes.size(), random);
  for (std::size_t i = 0; i < script.causes.size(); ++i) {
    Cause& cause = world.causes_.emplace_back();
    cause.script = script.causes[i];
    world.strike(cause, sites[i], random);
    for (const auto& device : cause.devices) world.cause_of_[device] = i;
  }
  return world;
}

void World::add_places(const FleetScript& script) {
  for (std::uint32_t i = 0; i < script.servers; ++i) {
    const std::uint32_t site = i / script.servers_per_site;
    if (site == sites_.size()) sites_.push_back({fmt::format("S{:05}", site + 1), site % 2 == 0 ? "mc-a" : "mc-b"});
    Server& server = servers_.emplace_back(Server{fmt::format("ids-{:05}", i + 1), sites_[site].code, {}});
    for (std::uint32_t d = 0; d < script.devices; ++d)
      server.devices.push_back(fmt::format("dev-{:05}-{:04}", i + 1, d + 1));
  }
}

void World::strike(Cause& cause, std::size_t site, base::Random& random) {
  cause.site = cause.subject = sites_[site].code;
  cause.centre = sites_[site].centre;
  std::vector<const Server*> there;
  for (const auto& server : servers_) {
    if (server.site == cause.site) there.push_back(&server);
  }
  if (cause.script.scope != "site") {
    there = draw(std::move(there), 1, random);
    cause.subject = cause.server = there[0]->name;
  }
  for (const Server* server : there) {
    const std::size_t count = cause.script.scope == "device" ? 1 : share(server->devices.size(), cause.script.percent);
    for (auto& device : draw(server->devices, count, random)) cause.devices.push_back(std::move(device));
  }
  if (cause.script.scope == "device") cause.subject = cause.devices[0];
}

const Cause* World::broken(const std::string& device) const {
  const auto found = cause_of_.find(device);
  return found == cause_of_.end() || causes_[found->second].mended ? nullptr : &causes_[found->second];
}

base::Status World::mend(const std::string& name, bool mended) {
  bool found = name == "all";
  for (auto& cause : causes_) {
    if (name != "all" && cause.script.name != name) continue;
    cause.mended = mended;
    found = true;
  }
  if (found) return {};
  return base::fail(base::ErrorCode::kNotFound, fmt::format("no cause of the script is named '{}'", name));
}

}  // namespace redrive::simulated
