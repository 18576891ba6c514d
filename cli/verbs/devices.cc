#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

std::string line_of(const Json& report, const std::string& what) {
  const auto count = report.at(what + "_count").get<std::uint64_t>();
  return fmt::format("{} {}{}\n", count, what, count == 0 ? "" : ": " + value(report, what));
}

std::string report_text(const Json& report) {
  std::string text = line_of(report, "added") + line_of(report, "removed") + line_of(report, "changed");
  if (!report.at("settings").empty()) text += "settings changed: " + value(report, "settings") + "\n";
  if (!report.at("restart").empty()) text += "needs a restart of central: " + value(report, "restart") + "\n";
  for (const auto& warning : report.at("warnings")) text += "warning: " + warning.get<std::string>() + "\n";
  if (report.at("applied").get<bool>()) return text + "in force now";
  return text + (report.at("needs_force").get<bool>()
                     ? "not applied; more than a fifth of the devices would vanish, which needs --force"
                     : "not applied; without --preview it is");
}

int reload(const Session& session, bool preview, bool force) {
  return show(session,
              session.client().post("/api/v1/devices/reload", Json::object(),
                                    {{"preview", preview ? "true" : ""}, {"force", force ? "true" : ""}}),
              report_text);
}

}  // namespace

void add_devices(CLI::App& app, Session& session) {
  auto* devices = app.add_subcommand("devices", "The inventory: intermediate servers and the devices they serve");
  devices->require_subcommand(1);
  devices->footer(cmdline::told("", {"redrive devices list --server ids-0079"}));
  auto* list = devices->add_subcommand("list", "The inventory, by name");
  list->footer(
      cmdline::told("", {"redrive devices list --server ids-0079", "redrive devices list --name 'till-*' --jsonl"}));
  make_list(*list, session,
            {"/api/v1/devices",
             {{"--name", "name", "Name, or a pattern with * and ?", "PATTERN"},
              {"--role", "role", "Only of this role", "ROLE", {"intermediate", "recipient"}},
              {"--server", "server", "Only of this intermediate server"},
              {"--location", "location", "Only of this location code", "CODE"}},
             {field("DEVICE", "name"), field("ROLE", "role"), field("SERVER", "server"), field("LOCATION", "location")},
             "no device matches"});

  auto* again = devices->add_subcommand(
      "reload", "Let central read its configuration, inventory and outages again, as SIGHUP does");
  again->footer(cmdline::told(
      "A broken file is refused with all its errors, and so is an inventory that lacks more than a fifth of the "
      "devices; what is in force then goes on.",
      {"redrive devices reload --preview", "redrive devices reload"}));
  auto preview = std::make_shared<bool>(false), force = std::make_shared<bool>(false);
  again->add_flag("--preview", *preview, "Only show what would change");
  again->add_flag("--force", *force, "Even when more than a fifth of the devices would vanish");
  again->callback([&session, preview, force] {
    session.act = [&session, preview, force] { return reload(session, *preview, *force); };
  });
}

}  // namespace redrive::cli
