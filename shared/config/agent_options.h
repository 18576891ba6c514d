// agent.toml as a plain value.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "shared/base/time.h"
#include "shared/config/problem.h"
#include "shared/session/backoff.h"

namespace redrive::config {

struct ManagerOptions {
  std::string kind = "local";  // local | rsync_ssh | external
  std::filesystem::path root;  // local: devices are folders below it
  std::string user;            // rsync_ssh from here
  std::uint16_t port = 22;
  std::filesystem::path identity_file, known_hosts;
  std::string staging = "/var/tmp/redrive";
  std::vector<std::string> command;  // external: argument vector

  bool operator==(const ManagerOptions&) const = default;
};

struct AgentLimits {
  std::uint64_t bandwidth = 0;         // bytes per second from central, 0 = no limit
  std::uint32_t parallel_devices = 8;  // over all jobs of this server
  std::uint64_t disk_keep_free = 0;    // bytes the package store leaves free
  std::uint64_t spool_bytes = 256ULL * 1024 * 1024;
  std::uint64_t packages_bytes = 0;                       // of the package store, 0 = no limit
  base::Micros packages_keep = std::chrono::hours(2160);  // since a package was last used
};

struct AgentOptions {
  std::filesystem::path file;
  std::string name;
  std::filesystem::path state_dir = "/var/lib/redrive-agent";
  std::vector<std::string> centrals;  // tcp://host:port, tried in order
  std::string central_key;            // Z85; from central_key or central_key_file
  std::string location;               // this server's, put into its alerts
  bool offline_approval = false;      // may an operator approve here while central cannot be asked
  ManagerOptions manager;
  AgentLimits limits;
  std::vector<std::string> tool_keys;  // public keys whose tools are run (R8); none: no tools are run
  session::BackoffPolicy reconnect{std::chrono::seconds(1),
                                   std::chrono::seconds(60)};  // first_reconnect, max_reconnect
};

// Reads and checks the file, and the key file it names. Every problem is reported, none is repaired.
Parsed<AgentOptions> load_agent_options(const std::filesystem::path& file);

}  // namespace redrive::config
