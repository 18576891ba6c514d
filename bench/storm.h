// What a bad hour sends: at half the servers of a fleet something is wrong, and they report it as agents do, the
// devices they come by in one batch. Four in five alerts are of what is wrong at the server, the others of anything;
// types are given or not, and the place is written in several ways.
#pragma once

#include <fmt/format.h>

#include <array>
#include <random>
#include <vector>

#include "central/store/inbox.h"
#include "shared/config/central_options.h"

namespace redrive::bench {

constexpr int kSites = 250, kServers = 500, kDevices = 20;  // of each server
constexpr base::Micros kBetween{10'000};

inline std::string site_code(int site) {
  return fmt::format("S{:05}", site);
}
inline std::string site_name(int site) {
  static constexpr std::array kStreets{"Kings Way", "Queens Road", "Station Street", "Harbour Lane", "Mill Avenue"};
  return fmt::format("{} {}, Bldg {}, {}", site % 97 + 1, kStreets[static_cast<std::size_t>(site) % kStreets.size()],
                     site % 31 + 1, site % 2 ? "Pune" : "Oslo");
}
inline std::string server_name(int server) {
  return fmt::format("ids-{:04}", server);
}
inline std::string device_name(int server, int device) {
  return fmt::format("pos-{:04}-{:02}", server, device);
}

inline config::CentralOptions fleet() {
  config::CentralOptions options;
  for (const auto* id : {"mc-a", "mc-b", "noc"}) {
    options.centres[id] = {id, id, {std::string(id) + "@example.org"}, id == std::string("noc") ? "" : "noc"};
  }
  auto& [devices, locations] = options.inventory;
  for (int i = 0; i < kSites; ++i) {
    locations[site_code(i)] = {site_code(i), site_name(i), {fmt::format("old {}", i)}, i % 2 ? "mc-a" : "mc-b"};
  }
  for (int s = 0; s < kServers; ++s) {
    const std::string server = server_name(s), site = site_code(s % kSites);
    devices[server] = {server, model::DeviceRole::kIntermediate, server, site, "", "", 0};
    for (int d = 0; d < kDevices; ++d) {
      const auto name = device_name(s, d);
      devices[name] = {name, model::DeviceRole::kRecipient, server, site, "", "", 0};
    }
  }
  return options;
}

// In order of arrival. The same number gives the same storm.
inline std::vector<central::InboxRow> storm(std::size_t number) {
  struct What {
    const char *type, *message;
  };
  static constexpr std::array<What, 6> kWhat{
      {{"device_unreachable", "ssh: connect to host 10.35.0.36 port 22: No route to host"},
       {"install_failed", "dpkg: error processing package pos-app (--configure): exit status 1"},
       {"transfer_interrupted", "rsync: connection unexpectedly closed (0 bytes received so far) [sender]"},
       {"disk_full", "rsync: write failed on \"/var/lib/pos/app.tar\": No space left on device (28)"},
       {"", "rsync: write failed on \"/var/lib/pos/app.tar\": No space left on device (28)"},
       {"", "operator: the till in the corner shows a blue screen again"}}};
  std::mt19937 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same storm each time
  const auto draw = [&random](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
  std::vector<central::InboxRow> rows;
  rows.reserve(number);
  base::UtcTime now = base::utc_from_micros(1'772'409'600'000'000);
  while (rows.size() < number) {
    const int server = draw(kServers / 2), site = server % kSites, devices = 1 + draw(kDevices);
    for (int device = 0; device < devices && rows.size() < number; ++device, now += kBetween) {
      const What& what = kWhat[static_cast<std::size_t>(draw(5) < 4 ? server : draw(kWhat.size())) % kWhat.size()];
      const int way = draw(10);
      const auto place = way < 6 ? site_code(site) : way < 9 ? site_name(site) : site_name(site) + " 2nd floor";
      const auto status = draw(20) == 0 ? model::AlertStatus::kResolved : model::AlertStatus::kFiring;
      const auto id = static_cast<std::int64_t>(rows.size() + 1);
      rows.push_back({id,
                      now,
                      model::AlertSource::kHttp,
                      server_name(server),
                      {fmt::format("a-{}", id), now, server_name(server), device_name(server, device),
                       fmt::format("J-{}", server % 4), fmt::format("pos-app-{}", server % 3), what.type, what.message,
                       place, status, ""}});
    }
  }
  return rows;
}

}  // namespace redrive::bench
