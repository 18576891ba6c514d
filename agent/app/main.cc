// redrive-agent: keeps what this server was told to distribute, does it, and can do it again.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "agent/app/daemon.h"
#include "agent/app/terminal.h"
#include "agent/app/tool_verb.h"
#include "agent/app/verbs.h"
#include "shared/cmdline/command.h"
#include "shared/cmdline/program.h"
#include "shared/log/log.h"
#include "shared/sys/event_loop.h"
#include "shared/version.h"

namespace {

using namespace redrive;

struct Words {
  std::string file = "/etc/redrive/agent.toml";
  std::string job, tool;
  bool check = false, verbose = false;
  agent::Output output;
  agent::Approval approval;
};

int act(const CLI::App& app, Words& words) {
  const bool daemon = !words.check && (app.get_subcommands().empty() || app.got_subcommand("run"));
  if (daemon) sys::hold_back({SIGHUP});  // one that comes while the file is read is a reload, not the end
  auto options = config::load_agent_options(words.file);
  if (!options) {
    std::fprintf(stderr, "%s\n", config::to_text(options.error()).c_str());
    return 2;
  }
  if (words.check)
    return agent::print(fmt::format("{} is good: agent '{}', {} centrals, manager {}", words.file, options->name,
                                    options->centrals.size(), options->manager.kind));
  if (!words.tool.empty()) {
    auto manifest = agent::bring_tool(*options, words.tool);
    if (!manifest) return agent::complain(manifest.error());
    words.approval.wishes.tool = std::move(*manifest);
  }
  if (app.got_subcommand("key")) return agent::show_key(*options);
  if (app.got_subcommand("jobs")) return agent::show_jobs(*options, words.output);
  if (app.got_subcommand("dump")) return agent::show_dump(*options, words.job, words.output);
  if (app.got_subcommand("plan")) return agent::show_plan(*options, words.job, words.approval.wishes, words.output);
  if (app.got_subcommand("redistribute")) return agent::redistribute(*options, words.job, words.approval, words.output);
  auto ran = agent::run_agent(*options);
  if (!ran) log::error("agent", ran.error().message);
  return ran ? 0 : agent::exit_code(ran.error());
}

const cmdline::ExitCodes kExitCodes = {
    {0, "Stopped by a signal, or done."},
    {1, "It failed. What and why is on standard error, in the journal where systemd started it."},
    {2, "Wrong usage or configuration. systemd does not try again."},
    {3, "No such job."},
    {4, "Not allowed, by central's rules or to read a file."},
    {5, "The service does not run, or central could not be reached."}};

void add_job_verbs(CLI::App& app, Words& words) {
  const std::string any = "Its id; without it the newest job with devices left to do";
  auto* jobs = app.add_subcommand("jobs", "List the jobs of the job log");
  jobs->footer(cmdline::told("", {"redrive-agent jobs", "redrive-agent jobs --json"}));
  auto* dump = app.add_subcommand("dump", "Print what the job log holds of a job");
  dump->footer(cmdline::told("", {"redrive-agent dump J-4k0c2v9wz1mq7e3h"}));
  dump->add_option("JOB", words.job, "Its id")->required();
  auto* plan = app.add_subcommand("plan", "Show what a redistribution of a job would do now");
  plan->footer(cmdline::told("", {"redrive-agent plan", "redrive-agent plan J-4k0c2v9wz1mq7e3h --json"}));
  plan->add_option("JOB", words.job, any);
  auto* again = app.add_subcommand("redistribute", "Do again what did not succeed, after approval");
  again->footer(cmdline::told(
      "Central's rules say who may approve. In a terminal, without --yes and --approve, this is a dialogue: it shows "
      "what will run, where and why, and takes the approval, a refusal with its reason, or "
      "devices to leave out.",
      {"redrive-agent redistribute", "redrive-agent redistribute J-4k0c2v9wz1mq7e3h --yes"}));
  again->add_option("JOB", words.job, any);
  auto* yes = again->add_flag("--yes", words.approval.yes, "Approve the plan made now without asking");
  again->add_option("--approve", words.approval.digest, "Approve only the plan with this digest")
      ->type_name("DIGEST")
      ->excludes(yes);
  for (auto* verb : {plan, again}) {
    auto& wishes = words.approval.wishes;
    verb->add_option("--exclude", wishes.exclude,
                     "Leave these devices out: names or patterns (* and ?), again for more")
        ->type_name("PATTERN")
        ->allow_extra_args(false);
    verb->add_option("--only", wishes.only, "No other devices than these: names or patterns, again for more")
        ->type_name("PATTERN")
        ->allow_extra_args(false);
    verb->add_option(
            "--tool", words.tool,
            "Have this tool make the plan: the file of its manifest; its program lies beside it, or is fetched "
            "from central")
        ->type_name("MANIFEST-FILE");
    verb->add_flag("--from-start", wishes.from_start, "Repeat the steps that have succeeded, too");
  }
}

void add_everything(CLI::App& app, Words& words) {
  app.set_version_flag("--version", "redrive-agent " + std::string(kVersion), "Print the version and end");
  app.set_help_flag("-h,--help", "Show this, or after a verb its options and examples, and end");
  app.fallthrough();
  app.require_subcommand(0, 1);
  app.add_option("--config", words.file, "Configuration file")->type_name("FILE")->capture_default_str();
  app.add_flag("--check-config", words.check, "Read the configuration, say what is wrong with it, and end");
  app.add_flag("--verbose", words.verbose, "Log more");
  app.add_flag("--json", words.output.json, "Print one JSON document");
  app.add_subcommand("run", "Run in the foreground; this is what happens without a verb")
      ->footer(cmdline::told("", {"redrive-agent --config /etc/redrive/agent.toml run"}));
  app.add_subcommand("key", "Print this agent's public key, to be accepted at central")
      ->footer(
          cmdline::told("It is made if there is none, so run it as the service's user, or the service cannot read it.",
                        {"runuser -u redrive-agent -- redrive-agent key"}));
  add_job_verbs(app, words);
  app.footer(cmdline::told("", {"redrive-agent --config /etc/redrive/agent.toml", "redrive-agent jobs",
                                "redrive-agent plan J-4k0c2v9wz1mq7e3h --json"}));
}

}  // namespace

int main(int argc, char** argv) {
  Words words;
  CLI::App app{"Distributes what central sends, keeps it, and does again what did not succeed", "redrive-agent"};
  add_everything(app, words);
  if (const auto ended = cmdline::parse(app, kExitCodes, argc, argv)) return *ended;
  if (words.verbose) log::set_level(log::Level::kDebug);
  return act(app, words);
}
