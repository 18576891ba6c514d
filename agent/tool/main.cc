// redrive-redistribute: the redistribution tool as a program of its own, which is kept at central and fetched by agents
// that are older than it (R8, docs/tools.md). Without arguments it answers one request of an agent.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "agent/tool/signing.h"
#include "agent/tool/tool_program.h"
#include "shared/cmdline/command.h"
#include "shared/cmdline/program.h"
#include "shared/model/tool.h"
#include "shared/version.h"

namespace {

const redrive::cmdline::ExitCodes kExitCodes = {{0, "Done."},
                                                {1, "It failed: what and why is on standard error."},
                                                {2, "Wrong usage, or a request that cannot be read."},
                                                {3, "No such file; with a request: nothing to redistribute."},
                                                {4, "Not allowed to read or write a file."}};

}  // namespace

int main(int argc, char** argv) {
  using namespace redrive;
  const agent::ToolBuild build{kVersion, agent::make_plan};
  if (argc == 1) return agent::answer_stdin(build);  // sealed: nothing below would be allowed
  CLI::App app{"The redistribution tool: agents run it to make the plan of a redistribution", "redrive-redistribute"};
  app.set_version_flag("--version", "redrive-redistribute " + std::string(kVersion), "Print the version and end");
  app.set_help_flag("-h,--help", "Show this, or after a verb its options and examples, and end");
  app.require_subcommand(0, 1);
  bool described = false;
  app.add_flag("--describe", described, "Print version, platform and schema");
  app.footer(cmdline::told("", {"redrive-redistribute --describe"}));
  std::string out;
  auto* keygen = app.add_subcommand("keygen", "Make a key that tools are signed with");
  keygen->footer(cmdline::told(
      "The secret half goes into the file, mode 0600; the public half is printed, for [redistribution] tool_keys in "
      "agent.toml.",
      {"redrive-redistribute keygen --out tools.key"}));
  keygen->add_option("--out", out, "File for the secret half; must not exist")->type_name("FILE")->required();
  agent::Release release;
  release.platform = model::this_platform();
  auto* sign = app.add_subcommand("sign", "Sign a tool: write its manifest, PROGRAM.tool");
  sign->footer(cmdline::told("", {"redrive-redistribute sign ./redrive-redistribute --version 1.4.0 --key tools.key"}));
  sign->add_option("PROGRAM", release.program, "The tool")->required();
  sign->add_option("--version", release.version, "Its version, as operators will see it")
      ->type_name("VERSION")
      ->required();
  sign->add_option("--key", release.key, "File with the secret half")->type_name("FILE")->required();
  sign->add_option("--platform", release.platform, "Of the servers it runs on")
      ->type_name("PLATFORM")
      ->capture_default_str();
  if (const auto ended = cmdline::parse(app, kExitCodes, argc, argv)) return *ended;
  if (keygen->parsed()) return agent::keygen(out);
  if (sign->parsed()) return agent::sign(release);
  std::fputs((described ? agent::describe(build) : app.help()).c_str(), stdout);
  return 0;
}
