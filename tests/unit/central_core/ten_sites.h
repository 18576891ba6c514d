// A company of ten sites, for what is wider than a server (A7).
#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/central_core/world.h"

namespace redrive::central::test {

// Ten sites S0 … S9 with two servers each or those named (s0-a, s0-b, …) of four devices (s0-a-1, …); centre mc-a for
// all of them, the owner of pkg-* is mc-b, the fleet is noc's.
inline config::CentralOptions ten_sites(std::optional<base::Micros> hold = 0s, std::string_view servers = "ab") {
  auto options = company();
  options.inventory = {};
  for (int site = 0; site < 10; ++site) {
    const auto code = fmt::format("S{}", site);
    options.inventory.locations[code] = {code, "Site " + code, {}, "mc-a"};
    for (const char which : servers) {
      const auto server = fmt::format("s{}-{}", site, which);
      options.inventory.devices[server] = {server, model::DeviceRole::kIntermediate, server, code, "", "", 0};
      for (int i = 1; i <= 4; ++i) {
        const auto device = fmt::format("{}-{}", server, i);
        options.inventory.devices[device] = {device, model::DeviceRole::kRecipient, server, code, "", "", 0};
      }
    }
  }
  options.routing.packages.push_back({"pkg-*", "mc-b"});
  options.thresholds.hold = hold;
  return options;
}

inline AlertDecision fails(World& world, const std::string& device, const std::string& type,
                           const std::string& package = "pkg-1") {
  return world.take(
      {"", {}, "", device, "J-" + package, package, type, "it failed", "", model::AlertStatus::kFiring, ""});
}

inline AlertDecision silent(World& world, const std::string& server) {
  return world.take(
      {"", {}, server, "", "", "", "server_unreachable", "no sign of life", "", model::AlertStatus::kFiring, ""});
}

inline void heard(World& world, const std::string& server) {
  world.take({"", {}, server, "", "", "", "server_unreachable", "heard again", "", model::AlertStatus::kResolved, ""});
}

// Every device of these servers fails so, `rounds` times, 10 minutes apart.
inline void all_fail(World& world, std::initializer_list<const char*> servers, const std::string& type, int rounds,
                     const std::string& package = "pkg-1") {
  for (int round = 0; round < rounds; ++round) {
    for (const auto* server : servers) {
      for (int i = 1; i <= 4; ++i) fails(world, fmt::format("{}-{}", server, i), type, package);
    }
    world.pass(10min);
  }
}

// One device fails more often than its limit.
inline void persists(World& world, const std::string& device, const std::string& type) {
  for (int i = 0; i < 3; ++i) fails(world, device, type);
}

inline std::vector<model::Ticket> told(const World& world) {
  std::vector<model::Ticket> out;
  for (const auto& [id, ticket] : world.tickets) {
    if (ticket.told && ticket.duplicate_of.empty()) out.push_back(ticket);
  }
  return out;
}

}  // namespace redrive::central::test
