#include "agent/core/options_change.h"

#include <fmt/format.h>

#include "shared/config/option_key.h"

namespace redrive::agent {
namespace {

using config::AgentLimits;
using config::AgentOptions;
using session::BackoffPolicy;
using Key = config::OptionKey<AgentOptions>;

constexpr Key kFollowing[] = {
    Key::of<&AgentOptions::centrals>("[agent] centrals"),
    Key::of<&AgentOptions::location>("[agent] location"),
    Key::of<&AgentOptions::offline_approval>("[agent] offline_approval"),
    Key::of<&AgentOptions::reconnect, &BackoffPolicy::first>("[agent] first_reconnect"),
    Key::of<&AgentOptions::reconnect, &BackoffPolicy::longest>("[agent] max_reconnect"),
    Key::of<&AgentOptions::limits, &AgentLimits::bandwidth>("[limits] bandwidth"),
    Key::of<&AgentOptions::limits, &AgentLimits::parallel_devices>("[limits] parallel_devices"),
    Key::of<&AgentOptions::limits, &AgentLimits::disk_keep_free>("[limits] disk_keep_free"),
    Key::of<&AgentOptions::limits, &AgentLimits::spool_bytes>("[limits] spool_bytes"),
    Key::of<&AgentOptions::limits, &AgentLimits::packages_bytes>("[limits] packages_bytes"),
    Key::of<&AgentOptions::limits, &AgentLimits::packages_keep>("[limits] packages_keep"),
    Key::of<&AgentOptions::tool_keys>("[redistribution] tool_keys"),
};

// Who the agent is, where its files are, whom it trusts, and how it reaches the devices of jobs that are open.
constexpr Key kRestart[] = {
    Key::of<&AgentOptions::name>("[agent] name"),
    Key::of<&AgentOptions::state_dir>("[agent] state_dir"),
    Key::of<&AgentOptions::central_key>("[agent] central_key"),
    Key::of<&AgentOptions::manager>("[manager]"),
};

}  // namespace

OptionsChange change_of(const AgentOptions& now, const AgentOptions& next) {
  return {config::names_of_differing<AgentOptions>(kFollowing, now, next),
          config::names_of_differing<AgentOptions>(kRestart, now, next)};
}

AgentOptions in_force(const AgentOptions& now, AgentOptions next) {
  config::keep_all<AgentOptions>(kRestart, now, next);
  return next;
}

std::string describe(const OptionsChange& change) {
  std::vector<std::string> parts;
  if (!change.settings.empty()) parts.push_back(fmt::format("changed: {}", fmt::join(change.settings, ", ")));
  if (!change.restart.empty()) parts.push_back(fmt::format("needs a restart: {}", fmt::join(change.restart, ", ")));
  return parts.empty() ? "nothing differs" : fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace redrive::agent
