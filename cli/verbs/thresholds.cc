#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

std::string explained(const Json& answer) {
  return facts(answer, {field("device", "device"), field("server", "server"), field("site", "site"),
                        field("type", "failure_type")}) +
         "\n" +
         table_of(
             answer["scopes"],
             {field("SCOPE", "scope"), field("SUBJECT", "subject"), field("NUMBER", "number"), field("LIMIT", "limit"),
              field("MORE TO A TICKET", "needed"), field("WINDOW", "window"), field("HOLD", "hold"),
              field("QUIET", "quiet"), field("RULE", "rule"), field("GOES BEFORE", "overruled")},
             "no scope applies");
}

}  // namespace

void add_thresholds(CLI::App& app, Session& session) {
  auto* thresholds = app.add_subcommand("thresholds", "How much it takes until a ticket is made");
  thresholds->require_subcommand(1);
  thresholds->footer(cmdline::told("", {"redrive thresholds explain pos-17 disk_full"}));
  auto* list = thresholds->add_subcommand("list", "The defaults, then the rules in file order");
  list->footer(cmdline::told("", {"redrive thresholds list"}));
  make_list(*list, session,
            {"/api/v1/thresholds",
             {},
             {field("RULE", "place"), field("SCOPE", "scope"), field("TYPE", "type"), field("DEVICE", "device"),
              field("SERVER", "server"), field("SITE", "site"), field("LIMIT", "limit"), field("WINDOW", "window"),
              field("HOLD", "hold"), field("QUIET", "quiet")},
             "no thresholds"});
  auto* explain = thresholds->add_subcommand(
      "explain", "Which rule applies to a device and a failure type, the number now, and what it would take");
  explain->footer(cmdline::told(
      "For the device, and for its server, site and package and the whole fleet: the rule with its place in the "
      "file, what was counted, and how many more make a ticket.",
      {"redrive thresholds explain pos-17 disk_full"}));
  auto asked = std::make_shared<std::pair<std::string, std::string>>();
  explain->add_option("DEVICE", asked->first, "Its name")->required();
  explain->add_option("TYPE", asked->second, "Failure type")->required();
  explain->callback([&session, asked] {
    session.act = [&session, asked] {
      return show(
          session,
          session.client().get("/api/v1/thresholds/explain", {{"device", asked->first}, {"type", asked->second}}),
          explained);
    };
  });
}

}  // namespace redrive::cli
