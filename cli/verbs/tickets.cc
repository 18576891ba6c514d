#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/ticket_text.h"
#include "cli/verbs/verbs.h"

namespace redrive::cli {
namespace {

struct Act {
  const char *verb, *help, *text_help;
  const char* field;  // name of the text in the request
  bool needed;
};
constexpr Act kActs[] = {
    {"ack", "Say that somebody has taken it", "Who, or what is being done", "text", false},
    {"resolve", "Say that the cause is mended; records are cleared by evidence only", "What was done", "text", false},
    {"close", "Close it by hand", "Why", "text", true},
    {"note", "Write something on its timeline", "The note", "text", true},
    {"reroute", "Send it to another maintenance centre", "Id of the centre", "centre", true}};

void add_act(CLI::App& tickets, Session& session, const Act& act) {
  auto* verb = tickets.add_subcommand(act.verb, act.help);
  auto asked = std::make_shared<std::pair<std::string, std::string>>();
  verb->add_option("ID", asked->first, "Ticket")->required();
  verb->add_option("TEXT", asked->second, act.text_help)->required(act.needed);
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
  make_list(*tickets->add_subcommand("list", "Newest first"), session,
            {"/api/v1/tickets",
             {{"--state", "state", "held, open, acked, resolved or closed"},
              {"--centre", "centre", "Only of this maintenance centre"},
              {"--server", "server", "Only of this intermediate server"},
              {"--type", "type", "Only of this failure type"}},
             {field("TICKET", "id"), field("STATE", "state"), field("TYPE", "failure_type"), field("SCOPE", "scope"),
              field("SERVER", "server"), field("DEVICE", "device"), field("LOCATION", "location"),
              field("CENTRE", "centre"), time("OPENED", "opened_at")},
             "no tickets"});
  auto* one = tickets->add_subcommand(
      "show", "One ticket: why it was opened, so wide, at this centre and place; its alerts, what happened, its mails");
  one->footer("Example: redrive tickets show RD-2026-000123");
  auto id = std::make_shared<std::string>();
  one->add_option("ID", *id)->required();
  one->callback([&session, id] {
    session.act = [&session, id] {
      return show(session, session.client().get("/api/v1/tickets/" + path_part(*id)), ticket_text);
    };
  });
  for (const Act& act : kActs) add_act(*tickets, session, act);
}

}  // namespace redrive::cli
