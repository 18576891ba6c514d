// What simulated agents count, all together; printed as one JSON object.
#pragma once

#include <cstdint>
#include <string>

namespace redrive::simulated {

struct Counters {
  std::uint64_t agents = 0, away = 0;                    // all; those that were dropped and have not come back
  std::uint64_t ready = 0;                               // welcomed now
  std::uint64_t welcomes = 0, losses = 0, refusals = 0;  // since the start, of connections
  std::uint64_t orders = 0, plans_run = 0, cancels = 0;  // taken
  std::uint64_t commands_refused = 0, commands_repeated = 0;
  std::uint64_t questions = 0;                             // dumps and plans asked for
  std::uint64_t open_runs = 0;                             // now
  std::uint64_t succeeded = 0, failed = 0, cancelled = 0;  // ends of devices
  std::uint64_t runs_finished = 0;
  std::uint64_t batches = 0, batches_repeated = 0;
  std::uint64_t unacknowledged = 0;  // spool items now
  std::uint64_t bad_frames = 0;

  bool operator==(const Counters&) const = default;
};

std::string to_json(const Counters& counters);  // {"event":"counters","agents":50,…}

}  // namespace redrive::simulated
