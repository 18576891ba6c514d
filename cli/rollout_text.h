// Rollouts on the command line: the options that say how the waves go, and a rollout in text.
#pragma once

#include <string>
#include <vector>

#include "cli/json.h"

namespace CLI {
class App;
}

namespace redrive::cli {

struct WaveOptions {
  std::uint32_t canary = 1;
  std::string wave, pace, stop_at, deadline, zone;
  std::vector<std::string> hours;
  bool given = false;  // any of them

  // What the API takes; central says what is wrong with it.
  Json json() const;
};
// --canary, --wave, --pace, --stop-at, --deadline, --hours and --zone. `options` must outlive the parsing.
void add_wave_options(CLI::App& verb, WaveOptions& options);

// All servers' plans as one table, before approval: `rollout` as POST /api/v1/rollouts answers.
std::string rollout_plan_text(const Json& rollout);

// One rollout as GET /api/v1/rollouts/{id} answers.
std::string rollout_text(const Json& rollout);

// While it runs: how far it is, and the servers that are under way.
std::vector<std::string> rollout_lines(const Json& rollout);
bool rollout_has_ended(const Json& rollout);  // or waits for somebody: paused

}  // namespace redrive::cli
