#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

std::string hold_text(const Json& status) {
  const std::string by = value(status, "mail.hold.by"), why = value(status, "mail.hold.why");
  if (by.empty()) return "no";
  return "by " + by + " since " + local_time(value(status, "mail.hold.since")) + (why.empty() ? "" : ": " + why) +
         "; let it go: redrive mail release --all";
}

}  // namespace

void add_status(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("status", "What is wrong now, in numbers");
  verb->footer(cmdline::told("", {"redrive status", "redrive status --json"}));
  verb->callback([&session] {
    session.act = [&session] {
      return show(session, session.client().get("/api/v1/status"), [](const Json& status) {
        return facts(status, {field("central", "name"),
                              field("ready for alerts", "ready"),
                              field("alerts stored", "alerts.stored"),
                              field("alerts pending", "alerts.pending"),
                              field("failures open", "failures.open"),
                              field("tickets open", "tickets.open"),
                              field("mail pending", "mail.pending"),
                              field("mail held", "mail.held"),
                              field("mail dead", "mail.dead"),
                              {"all mail held", hold_text},
                              field("mail in quarantine", "mail.quarantined"),
                              field("mailbox", "mailbox.name"),
                              time("mailbox last read", "mailbox.last_read"),
                              field("mailbox trouble", "mailbox.trouble"),
                              field("agents connected", "agents.connected"),
                              field("agents accepted", "agents.accepted"),
                              field("agents waiting to be accepted", "agents.pending"),
                              field("redistributions running", "redistributions.running"),
                              field("syslog messages taken", "syslog.taken"),
                              field("syslog messages ignored", "syslog.ignored"),
                              field("syslog messages dropped", "syslog.dropped"),
                              field("syslog messages overrun", "syslog.overrun"),
                              field("syslog messages broken", "syslog.broken")});
      });
    };
  });
}

}  // namespace redrive::cli
