// redrive-central: takes alerts, decides tickets, sends mail, and is the master that starts distributions.
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "central/core/classifier.h"
#include "central/doctor/doctor.h"
#include "central/replay/command.h"
#include "central/settings/load_options.h"
#include "central/wiring.h"
#include "mail/read/mail_rules.h"
#include "shared/cmdline/command.h"
#include "shared/cmdline/program.h"
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

// What many threads read in is freed by the one that decides. With an arena for each of them, which is what glibc
// gives, it would stay scattered over all.
void use_few_arenas() {
#ifdef M_ARENA_MAX
  mallopt(M_ARENA_MAX, 2);
#endif
}

int run(config::CentralOptions options) {
  use_few_arenas();
  if (auto ran = central::run_central(std::move(options)); !ran) return complain(ran.error());
  return kDone;
}

// A usable configuration, or nothing after saying what is wrong with it.
std::optional<config::CentralOptions> load(const std::string& file) {
  auto options = central::load_options(file, base::SystemClock().utc());
  if (!options) {
    std::fprintf(stderr, "%s\n", config::to_text(options.error()).c_str());
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

int examine(const std::string& file, bool json) {
  const auto findings = central::examine(file, base::SystemClock());
  const std::string text = json ? checkup::to_json(findings) : checkup::to_text(findings) + checkup::verdict(findings);
  std::printf("%s\n", text.c_str());
  return checkup::any_failed(findings) ? kFailed : kDone;
}

const cmdline::ExitCodes kExitCodes = {{kDone, "Stopped by a signal, or done."},
                                       {kFailed,
                                        "It failed. What and why is on standard error, in the journal where "
                                        "systemd started it."},
                                       {kUsage, "Wrong usage or configuration. systemd does not try again."},
                                       {kNotAllowed, "Not allowed, for instance to read a file."}};

// What was said on the command line.
struct Words {
  std::string file = "/etc/redrive/central.toml", compare{};
  bool check = false, verbose = false, json = false;
  central::ReplayRequest replay{};
  CLI::App *key = nullptr, *doctor = nullptr, *what_if = nullptr;
};

void add_replay(CLI::App& app, Words& words) {
  words.what_if = app.add_subcommand("replay", "Print the tickets that recorded alerts would have made");
  words.what_if->footer(cmdline::told("A JSON line for each. Nothing is stored, nothing is sent.",
                                      {"redrive-central replay --alerts alerts.jsonl",
                                       "redrive alerts list --jsonl --since 30d | redrive-central replay --alerts - "
                                       "--compare changed.toml"}));
  words.what_if->add_option("--alerts", words.replay.alerts, "Alerts, a JSON object a line; - for standard input")
      ->type_name("FILE")
      ->required();
  words.what_if->add_option("--out", words.replay.out, "Write here instead of to standard output")->type_name("FILE");
  words.what_if->add_option("--compare", words.compare, "Print what this configuration would have done otherwise")
      ->type_name("FILE");
}

void add_everything(CLI::App& app, Words& words) {
  app.set_version_flag("--version", "redrive-central " + std::string(kVersion), "Print the version and end");
  app.set_help_flag("-h,--help", "Show this, or after a verb its options and examples, and end");
  app.fallthrough();
  app.add_option("--config", words.file, "Configuration file")->type_name("FILE")->capture_default_str();
  app.add_flag("--check-config", words.check, "Read the configuration, say what is wrong with it, and end");
  app.add_flag("--verbose", words.verbose, "Log more");
  app.add_subcommand("run", "Run in the foreground; this is what happens without a verb")
      ->footer(cmdline::told("", {"redrive-central --config /etc/redrive/central.toml run"}));
  words.key = app.add_subcommand("key", "Print central's public key, which agents are configured with");
  words.key->footer(
      cmdline::told("It is made if there is none, so run it as the service's user, or the service cannot read it.",
                    {"runuser -u redrive-central -- redrive-central key"}));
  words.doctor = app.add_subcommand("doctor", "Look over what central needs on its host, and say what to do");
  words.doctor->footer(cmdline::told(
      "Configuration, state directory, disk, keys, database, SMTP servers, certificates, DNS, clock and ports. "
      "Nothing is changed and no mail is sent. The exit code is 1 when something failed. redrive doctor "
      "--config shows the same beside what is seen through the API.",
      {"redrive-central doctor", "redrive-central --config central.toml doctor --json"}));
  words.doctor->add_flag("--json", words.json, "Print one JSON document");
  add_replay(app, words);
  app.require_subcommand(0, 1);
  app.footer(
      cmdline::told("", {"redrive-central --config /etc/redrive/central.toml", "redrive-central --check-config"}));
}

int act(Words& words) {
  if (words.doctor->parsed()) return examine(words.file, words.json);
  if (!words.check && !words.key->parsed() && !words.what_if->parsed())
    sys::hold_back({SIGHUP});  // one that comes while files are read is a reload, not the end
  auto options = load(words.file);
  if (!options) return kUsage;
  if (words.check) {
    std::printf("%s is good: %zu devices, %zu locations, %zu centres, %zu threshold rules\n", words.file.c_str(),
                options->inventory.devices.size(), options->inventory.locations.size(), options->centres.size(),
                options->thresholds.rules.size());
    return kDone;
  }
  if (words.key->parsed()) return print_key(*options);
  if (words.what_if->parsed()) {
    words.replay.options = std::move(*options);
    if (!words.compare.empty() && !(words.replay.compare = load(words.compare))) return kUsage;
    return replay(std::move(words.replay));
  }
  return run(std::move(*options));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Alerts in, one ticket per root cause out, redistributions on approval", "redrive-central"};
  Words words;
  add_everything(app, words);
  if (const auto ended = cmdline::parse(app, kExitCodes, argc, argv)) return *ended;
  if (words.verbose) log::set_level(log::Level::kDebug);
  return act(words);
}
