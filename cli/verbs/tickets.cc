#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/ticket_text.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

struct Act {
  const char *verb, *help, *word, *text_help, *example;
  const char* field;  // name of the text in the request
  bool needed;
};
constexpr Act kActs[] = {{"ack", "Say that somebody has taken it", "TEXT", "Who, or what is being done",
                          "redrive tickets ack RD-2026-000123 'Ann drives there'", "text", false},
                         {"resolve", "Say that the cause is mended; records are cleared by evidence only", "TEXT",
                          "What was done", "redrive tickets resolve RD-2026-000123 'new disk'", "text", false},
                         {"close", "Close it by hand", "TEXT", "Why",
                          "redrive tickets close RD-2026-000123 'the server is gone'", "text", true},
                         {"note", "Write something on its timeline", "TEXT", "The note",
                          "redrive tickets note RD-2026-000123 'spare part ordered'", "text", true},
                         {"reroute", "Send it to another maintenance centre", "CENTRE", "Id of the centre",
                          "redrive tickets reroute RD-2026-000123 mc-b", "centre", true}};

void add_act(CLI::App& tickets, Session& session, const Act& act) {
  auto* verb = tickets.add_subcommand(act.verb, act.help);
  auto asked = std::make_shared<std::pair<std::string, std::string>>();
  verb->footer(cmdline::told("", {act.example}));
  verb->add_option("ID", asked->first, "Ticket")->required();
  verb->add_option(act.word, asked->second, act.text_help)->required(act.needed);
  verb->callback([&session, asked, act] {
    session.act = [&session, asked, act] {
      Json body = Json::object();
      if (!asked->second.empty()) body[act.field] = asked->second;
      return show(session, session.client().post("/api/v1/tickets/" + path_part(asked->first) + "/" + act.verb, body),
                  ticket_text);
    };
  });
}

}  // namespace

void add_tickets(CLI::App& app, Session& session) {
  auto* tickets = app.add_subcommand("tickets", "Job tickets: one for each root cause");
  tickets->require_subcommand(1);
  tickets->footer(cmdline::told("", {"redrive tickets list --state open"}));
  auto* list = tickets->add_subcommand("list", "Newest first");
  list->footer(cmdline::told("", {"redrive tickets list --state open", "redrive tickets list --centre mc-a --jsonl"}));
  make_list(*list, session,
            {"/api/v1/tickets",
             {{"--state", "state", "Only in this state", "STATE", {"held", "open", "acked", "resolved", "closed"}},
              {"--centre", "centre", "Only of this maintenance centre", "ID"},
              {"--server", "server", "Only of this intermediate server"},
              {"--type", "type", "Only of this failure type", "TYPE"}},
             {field("TICKET", "id"), state("STATE", "state"), field("TYPE", "failure_type"), field("SCOPE", "scope"),
              field("SERVER", "server"), field("DEVICE", "device"), field("LOCATION", "location"),
              field("CENTRE", "centre"), time("OPENED", "opened_at")},
             "no tickets"});
  auto* one = tickets->add_subcommand(
      "show", "One ticket: why it was opened, so wide, at this centre and place; its alerts, what happened, its mails");
  one->footer(cmdline::told(
      "Why it was opened: the numbers, the alerts counted, and the rule they exceeded. Why it is not wider: what was "
      "seen at each wider scope. Why this location: what was reported, how it was matched, how sure that "
      "is. Why this centre, and who is mailed when that one cannot be reached. Then the newest alerts, "
      "what happened since, the failures that are open, and its mails.",
      {"redrive tickets show RD-2026-000123", "redrive tickets show RD-2026-000123 --json"}));
  auto id = std::make_shared<std::string>();
  one->add_option("ID", *id, "Ticket")->required();
  one->callback([&session, id] {
    session.act = [&session, id] {
      return show(session, session.client().get("/api/v1/tickets/" + path_part(*id)), ticket_text);
    };
  });
  for (const Act& act : kActs) add_act(*tickets, session, act);
}

}  // namespace redrive::cli
