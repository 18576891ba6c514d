#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"
#include "shared/version.h"

namespace redrive::cli {
namespace {

using Add = void (*)(CLI::App&, Session&);

void add_group(CLI::App& app, Session& session, const char* heading, std::initializer_list<Add> verbs) {
  for (const Add add : verbs) {
    add(app, session);
    app.get_subcommands({}).back()->group(heading);
  }
}

}  // namespace

void add_everything(CLI::App& app, Session& session) {
  app.description("From failed distributions to one ticket, and to what did not succeed done again");
  app.set_version_flag("--version", "redrive " + std::string(kVersion), "Print the version and end");
  app.set_help_flag("-h,--help", "Show this, or after a verb its options and examples, and end");
  app.fallthrough();
  app.require_subcommand(1);
  if (const char* central = std::getenv("REDRIVE_CENTRAL")) session.central.central = central;
  app.add_option("--central", session.central.central, "Central's address; else REDRIVE_CENTRAL")
      ->type_name("URL")
      ->take_last()
      ->capture_default_str();
  if (const char* trusted = std::getenv("REDRIVE_CA_FILE")) session.central.ca_file = trusted;
  app.add_option("--ca-file", session.central.ca_file,
                 "Certificates to trust, of an https address; else REDRIVE_CA_FILE, else the system's")
      ->type_name("FILE")
      ->take_last();
  app.add_option("--token-file", session.central.token_file,
                 "File with the token to show; else REDRIVE_TOKEN_FILE, else the session of login")
      ->type_name("FILE")
      ->take_last();
  app.add_flag("--json", session.json, "Print one JSON document");
  app.add_flag("--jsonl", session.json_lines, "Print lists as JSON Lines, every page");
  add_group(app, session, "What is wrong", {add_status, add_watch, add_doctor, add_failures, add_alerts, add_tracking});
  add_group(app, session, "Tickets", {add_tickets, add_mail});
  add_group(
      app, session, "Distributing, and doing again",
      {add_distribute, add_jobs, add_dump, add_plan, add_redistribute, add_redistributions, add_rollouts, add_tools});
  add_group(app, session, "Rules", {add_thresholds, add_outages, add_route, add_classify, add_rules});
  add_group(app, session, "The fleet, and people",
            {add_agents, add_devices, add_login, add_logout, add_users, add_tokens, add_audit});
  app.footer(cmdline::told(
      "", {"redrive status", "redrive watch", "redrive distribute job.toml --wait",
           "redrive failures list --type disk_full --since 2h", "redrive redistribute --ticket RD-2026-000123"}));
}

const cmdline::ExitCodes& exit_codes() {
  static const cmdline::ExitCodes kCodes = {
      {0, "Done."},
      {1, "It failed, or what was waited for ended with failures; what and why is on standard error."},
      {2, "Wrong usage, or wrong input."},
      {3, "No such thing."},
      {4, "Not allowed: no token, or one that may not do this; or a wrong password."},
      {5, "Central could not be reached."}};
  return kCodes;
}

}  // namespace redrive::cli
