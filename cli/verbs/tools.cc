// redrive tools: versions of the redistribution tool kept at central, and which of them makes the agents' plans.
#include <CLI/CLI.hpp>
#include <filesystem>

#include "cli/list_verb.h"
#include "cli/package_upload.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"
#include "shared/model/tool.h"
#include "shared/sys/file.h"

namespace redrive::cli {
namespace {

constexpr std::string_view kOwn = "own";  // the agents' own planner

std::vector<Column> columns() {
  return {field("VERSION", "version"), field("PLATFORM", "platform"), field("SIZE", "size"),
          field("ADDED BY", "added_by"), field("IN USE", "in_use")};
}

std::string path_of(const std::string& version) {
  return "/api/v1/tools/" + path_part(version);
}

// ---- add

struct AskedAdd {
  std::string program, manifest;
};

// What can be seen here need not go over the wire first; who may sign is for central to say.
base::Result<std::string> manifest_of(const AskedAdd& asked, const model::PackageRef& program) {
  const std::filesystem::path file = asked.manifest.empty() ? asked.program + ".tool" : asked.manifest;
  auto text = sys::read_file(file, model::kMaxToolManifest + 1);
  if (!text) return text;
  const auto manifest = model::parse_tool_manifest(*text);
  if (!manifest) return base::fail_in(file.string(), manifest.error());
  if (manifest->digest == program.digest && manifest->size == program.size) return text;
  return base::fail(
      base::ErrorCode::kInvalid,
      fmt::format("{} is the manifest of another program: of {} bytes, {}; {} has {} bytes, {}", file.string(),
                  manifest->size, manifest->digest, asked.program, program.size, program.digest));
}

int add_tool(const Session& session, const AskedAdd& asked) {
  const auto program = describe_package(asked.program);
  if (!program) return complain(program.error());
  const auto manifest = manifest_of(asked, *program);
  if (!manifest) return complain(manifest.error());
  Client client = session.client();
  if (auto sent = upload_package(client, asked.program, *program); !sent) return complain(sent.error());
  return show(session, client.post("/api/v1/tools", {{"manifest", *manifest}}), [](const Json& tool) {
    return fmt::format("tool {} for {} is here; agents use it after: redrive tools use {}", value(tool, "version"),
                       value(tool, "platform"), value(tool, "version"));
  });
}

void add_add(CLI::App& tools, Session& session) {
  auto* verb = tools.add_subcommand("add", "Keep a version of the tool at central, for agents to fetch");
  verb->footer(
      cmdline::told("Its manifest is signed by a key of [redistribution] tool_keys, at central and at the agents.",
                    {"redrive tools add redrive-redistribute-1.4.0"}));
  auto asked = std::make_shared<AskedAdd>();
  verb->add_option("PROGRAM", asked->program, "The program, as it was released")->required();
  verb->add_option("--manifest", asked->manifest, "Its manifest; PROGRAM.tool when not given")->type_name("FILE");
  verb->callback([&session, asked] { session.act = [&session, asked] { return add_tool(session, *asked); }; });
}

// ---- show

std::string version_text(const Json& tool) {
  std::string out = table_of(tool.at("programs"), columns(), "");
  for (const auto& program : tool.at("programs")) {
    out += "\n" + facts(program, {time("added", "added_at"), field("digest", "digest")}) + value(program, "manifest");
  }
  return out;
}

void add_show(CLI::App& tools, Session& session) {
  auto* verb = tools.add_subcommand("show", "One version, with its manifests");
  verb->footer(cmdline::told("", {"redrive tools show 1.4.0"}));
  auto version = std::make_shared<std::string>();
  verb->add_option("VERSION", *version, "As list shows it")->required();
  verb->callback([&session, version] {
    session.act = [&session, version] { return show(session, session.client().get(path_of(*version)), version_text); };
  });
}

// ---- use and remove

void add_use(CLI::App& tools, Session& session) {
  auto* verb = tools.add_subcommand("use", "Have the agents' plans made by this version from now on");
  verb->footer(cmdline::told("", {"redrive tools use 1.4.0", "redrive tools use --own"}));
  auto version = std::make_shared<std::string>();
  auto own = std::make_shared<bool>(false);
  auto* which = verb->add_option_group("which");
  which->add_option("VERSION", *version, "As list shows it");
  which->add_flag("--own", *own, "The agents' own planners again");
  which->require_option(1);
  verb->callback([&session, version, own] {
    session.act = [&session, version, own] {
      const std::string asked = *own ? std::string(kOwn) : *version;
      return show(session, session.client().post(path_of(asked) + "/use", Json::object()), [&](const Json&) {
        return *own ? std::string("the agents' own planners make the plans") : "tool " + asked + " makes the plans";
      });
    };
  });
}

void add_remove(CLI::App& tools, Session& session) {
  auto* verb = tools.add_subcommand("remove", "Keep this version no longer; not while it is in use");
  verb->footer(cmdline::told("", {"redrive tools remove 1.3.0"}));
  auto version = std::make_shared<std::string>();
  verb->add_option("VERSION", *version, "As list shows it")->required();
  verb->callback([&session, version] {
    session.act = [&session, version] {
      return show(session, session.client().remove(path_of(*version)),
                  [&](const Json&) { return "tool " + *version + " removed"; });
    };
  });
}

}  // namespace

void add_tool_option(CLI::App& verb, std::string& tool) {
  verb.add_option("--tool", tool,
                  "Version of the tool that makes the plan, or own: the agent's own planner; else the "
                  "one in use (redrive tools list)")
      ->type_name("VERSION");
}

void add_tools(CLI::App& app, Session& session) {
  auto* tools = app.add_subcommand("tools", "Versions of the redistribution tool kept at central");
  tools->require_subcommand(1);
  tools->footer(cmdline::told("", {"redrive tools list"}));
  add_add(*tools, session);
  auto* list = tools->add_subcommand("list", "Which there are, and which make the agents' plans");
  list->footer(cmdline::told("", {"redrive tools list"}));
  make_list(*list, session,
            {"/api/v1/tools", {}, columns(), "no tool is kept here; the agents' own planners make the plans"});
  add_show(*tools, session);
  add_use(*tools, session);
  add_remove(*tools, session);
}

}  // namespace redrive::cli
