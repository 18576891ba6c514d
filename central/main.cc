// redrive-central: takes alerts, decides tickets, sends mail, and is the master that starts distributions.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "central/core/classifier.h"
#include "central/replay/command.h"
#include "central/settings/load_options.h"
#include "central/wiring.h"
#include "mail/read/mail_rules.h"
#include "shared/link/keys.h"
#include "shared/log/log.h"
#include "shared/sys/event_loop.h"
#include "shared/sys/file.h"
#include "shared/version.h"

namespace {

using namespace redrive;

// The exit codes of docs/contracts.md.
constexpr int kDone = 0, kFailed = 1, kUsage = 2, kNotAllowed = 4;

int exit_code(const base::Error& error) {
  switch (error.code) {
    case base::ErrorCode::kInvalid:
      return kUsage;
    case base::ErrorCode::kDenied:
      return kNotAllowed;
    default:
      return kFailed;
  }
}

int complain(const base::Error& error) {
  log::error("central", error.message);
  return exit_code(error);
}

// The configuration is pure text to its reader; whether the patterns of [[rule]] and [[mail_rule]] compile is known
// here. Says which do not, and which leave nothing to the others.
bool patterns_compile(const config::CentralOptions& options) {
  const central::Classifier classifier(options.failure_types, options.rules, options.shipped_rules);
  const mail::MailRules mail_rules(options.mail_rules);
  for (const auto& problem : classifier.problems()) std::fprintf(stderr, "%s\n", problem.c_str());
  for (const auto& problem : mail_rules.problems()) std::fprintf(stderr, "%s\n", problem.c_str());
  for (const auto& warning : classifier.warnings()) std::fprintf(stderr, "warning: %s\n", warning.c_str());
  return classifier.problems().empty() && mail_rules.problems().empty();
}

int run(config::CentralOptions options) {
  if (auto ran = central::run_central(std::move(options)); !ran) return complain(ran.error());
  return kDone;
}

// A usable configuration, or nothing after saying what is wrong with it.
std::optional<config::CentralOptions> load(const std::string& file) {
  auto options = central::load_options(file, base::SystemClock().utc());
  if (!options) {
    std::fputs(config::to_text(options.error()).c_str(), stderr);
    return std::nullopt;
  }
  if (!patterns_compile(*options)) return std::nullopt;
  return std::move(*options);
}

int replay(central::ReplayRequest request) {
  if (auto done = central::run_replay(std::move(request)); !done) return complain(done.error());
  return kDone;
}

int print_key(const config::CentralOptions& options) {
  if (auto made = sys::make_directories(options.state_dir); !made) return complain(made.error());
  auto keys = link::load_or_make_keys(options.state_dir);
  if (!keys) return complain(keys.error());
  std::printf("%s\n", keys->public_key.c_str());
  return kDone;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Redrive central: alerts in, one ticket per root cause out, redistributions on approval.\n"
      "Example: redrive-central --config /etc/redrive/central.toml"};
  app.set_version_flag("--version", "redrive-central " + std::string(kVersion));
  app.fallthrough();
  std::string file = "/etc/redrive/central.toml";
  bool check = false, verbose = false;
  app.add_option("--config", file, "Configuration file")->capture_default_str();
  app.add_flag("--check-config", check, "Read the configuration, say what is wrong with it, and end");
  app.add_flag("--verbose", verbose, "Log more");
  app.add_subcommand("run", "Run in the foreground (what happens without a verb)");
  auto* key =
      app.add_subcommand("key", "Print central's public key, which agents are configured with; made if there is none");
  auto* what_if =
      app.add_subcommand("replay",
                         "Print the tickets that recorded alerts would have made; nothing is stored or sent\n"
                         "Example: redrive alerts list --jsonl --since 30d > alerts.jsonl\n"
                         "         redrive-central replay --alerts alerts.jsonl --compare changed.toml");
  central::ReplayRequest request;
  std::string compare;
  what_if->add_option("--alerts", request.alerts, "Alerts, a JSON object a line; - for standard input")->required();
  what_if->add_option("--out", request.out, "Write here instead of to standard output");
  what_if->add_option("--compare", compare, "Print what this configuration would have done otherwise");
  app.require_subcommand(0, 1);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  if (verbose) log::set_level(log::Level::kDebug);

  if (!check && !key->parsed() && !what_if->parsed())
    sys::hold_back({SIGHUP});  // one that comes while files are read is a reload, not the end
  auto options = load(file);
  if (!options) return kUsage;
  if (check) {
    std::printf("%s is good: %zu devices, %zu locations, %zu centres, %zu threshold rules\n", file.c_str(),
                options->inventory.devices.size(), options->inventory.locations.size(), options->centres.size(),
                options->thresholds.rules.size());
    return kDone;
  }
  if (key->parsed()) return print_key(*options);
  if (what_if->parsed()) {
    request.options = std::move(*options);
    if (!compare.empty() && !(request.compare = load(compare))) return kUsage;
    return replay(std::move(request));
  }
  return run(std::move(*options));
}
