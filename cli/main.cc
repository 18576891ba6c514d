// redrive: the operator's command line.
#include <sysexits.h>

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "cli/verbs/verbs.h"
#include "shared/version.h"

int main(int argc, char** argv) {
  using namespace redrive::cli;
  Session session;
  CLI::App app{"Redrive: from failed distributions to one ticket, and to what did not succeed done again."};
  app.footer(
      "Examples:\n  redrive status\n  redrive distribute job.toml --wait\n  redrive failures list --since 2h\n  "
      "redrive redistribute --ticket RD-2026-000123\n"
      "`redrive VERB --help` shows each verb's options and examples.");
  app.set_version_flag("--version", "redrive " + std::string(redrive::kVersion));
  app.fallthrough();
  app.require_subcommand(1);
  if (const char* central = std::getenv("REDRIVE_CENTRAL")) session.central.central = central;
  app.add_option("--central", session.central.central, "Central's address (or REDRIVE_CENTRAL)")->capture_default_str();
  app.add_option("--token-file", session.central.token_file,
                 "File with the token to show (or REDRIVE_TOKEN_FILE); else the session of login");
  app.add_flag("--json", session.json, "Print one JSON document");
  app.add_flag("--jsonl", session.json_lines, "Print lists as JSON Lines, every page");
  for (auto add :
       {add_status,       add_failures,        add_tickets,  add_distribute, add_jobs,   add_dump,     add_plan,
        add_redistribute, add_redistributions, add_rollouts, add_tools,      add_alerts, add_tracking, add_thresholds,
        add_outages,      add_route,           add_classify, add_mail,       add_agents, add_devices,  add_login,
        add_logout,       add_users,           add_tokens,   add_audit,      add_rules}) {
    add(app, session);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // An MTA knows sysexits.h alone.
    const bool by_mta = app.get_subcommand("alerts")->get_subcommand("submit-mail")->parsed();
    return app.exit(error) == 0 ? 0 : by_mta ? EX_USAGE : 2;
  }
  return session.act();
}
