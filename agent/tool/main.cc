// redrive-redistribute: the redistribution tool as a program of its own, which is kept at central and fetched by agents
// that are older than it (R8, docs/tools.md). Without arguments it answers one request of an agent.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "agent/tool/signing.h"
#include "agent/tool/tool_program.h"
#include "shared/model/tool.h"
#include "shared/version.h"

int main(int argc, char** argv) {
  using namespace redrive;
  const agent::ToolBuild build{kVersion, agent::make_plan};
  if (argc == 1) return agent::answer_stdin(build);  // sealed: nothing below would be allowed
  CLI::App app{
      "The redistribution tool of Redrive: agents run it to make the plan of a redistribution.\n"
      "Examples:\n  redrive-redistribute keygen --out tools.key\n"
      "  redrive-redistribute sign ./redrive-redistribute --version 1.4.0 --key tools.key"};
  app.set_version_flag("--version", "redrive-redistribute " + std::string(kVersion));
  app.require_subcommand(0, 1);
  bool described = false;
  app.add_flag("--describe", described, "Print version, platform and schema");
  std::string out;
  auto* keygen = app.add_subcommand("keygen", "Make a key that tools are signed with; prints its public half");
  keygen->add_option("--out", out, "File for the secret half; must not exist")->required();
  agent::Release release;
  release.platform = model::this_platform();
  auto* sign = app.add_subcommand("sign", "Sign a tool: write its manifest, PROGRAM.tool");
  sign->add_option("PROGRAM", release.program, "The tool")->required();
  sign->add_option("--version", release.version, "Its version, as operators will see it")->required();
  sign->add_option("--key", release.key, "File with the secret half")->required();
  sign->add_option("--platform", release.platform, "Of the servers it runs on")->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (keygen->parsed()) return agent::keygen(out);
  if (sign->parsed()) return agent::sign(release);
  std::fputs((described ? agent::describe(build) : app.help()).c_str(), stdout);
  return 0;
}
