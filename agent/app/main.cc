// redrive-agent: keeps what this server was told to distribute, does it, and can do it again.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "agent/app/daemon.h"
#include "agent/app/terminal.h"
#include "agent/app/tool_verb.h"
#include "agent/app/verbs.h"
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
    std::fputs(config::to_text(options.error()).c_str(), stderr);
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

}  // namespace

int main(int argc, char** argv) {
  Words words;
  CLI::App app{
      "Redrive agent: distributes what central sends, keeps it, and does again what did not succeed.\n"
      "Examples:\n  redrive-agent --config /etc/redrive/agent.toml\n  redrive-agent jobs\n"
      "  redrive-agent plan J-4k0c2v9wz1mq7e3h --json"};
  app.set_version_flag("--version", "redrive-agent " + std::string(kVersion));
  app.fallthrough();
  app.require_subcommand(0, 1);
  app.add_option("--config", words.file, "Configuration file")->capture_default_str();
  app.add_flag("--check-config", words.check, "Read the configuration, say what is wrong with it, and end");
  app.add_flag("--verbose", words.verbose, "Log more");
  app.add_flag("--json", words.output.json, "Print one JSON document");
  app.add_subcommand("run", "Run in the foreground (what happens without a verb)");
  app.add_subcommand("key", "Print this agent's public key, to be accepted at central");
  app.add_subcommand("jobs", "List the jobs of the job log");
  app.add_subcommand("dump", "Print what the job log holds of a job")->add_option("JOB", words.job)->required();
  auto* plan = app.add_subcommand("plan", "Show what a redistribution of a job would do now");
  plan->add_option("JOB", words.job, "Without it: the newest job with devices left to do");
  auto* again = app.add_subcommand("redistribute", "Do again what did not succeed, after approval");
  again->add_option("JOB", words.job, "Without it: the newest job with devices left to do");
  auto* yes = again->add_flag("--yes", words.approval.yes, "Approve the plan made now without asking");
  again->add_option("--approve", words.approval.digest, "Approve only the plan with this digest")->excludes(yes);
  for (auto* verb : {plan, again}) {
    auto& wishes = words.approval.wishes;
    verb->add_option("--exclude", wishes.exclude,
                     "Leave these devices out: names or patterns (* and ?), again for more")
        ->type_name("PATTERN")
        ->allow_extra_args(false);
    verb->add_option(
            "--tool", words.tool,
            "Have this tool make the plan: the file of its manifest; its program lies beside it, or is fetched "
            "from central")
        ->type_name("MANIFEST-FILE");
    verb->add_flag("--from-start", wishes.from_start, "Repeat the steps that have succeeded, too");
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (words.verbose) log::set_level(log::Level::kDebug);
  return act(app, words);
}
