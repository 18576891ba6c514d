#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"

namespace redrive::cli {

void add_tracking(CLI::App& app, Session& session) {
  auto* tracking = app.add_subcommand("tracking", "The error tracking record: how often each type failed where");
  tracking->require_subcommand(1);
  make_list(
      *tracking->add_subcommand("list", "Newest first"), session,
      {"/api/v1/tracking",
       {{"--type", "type", "Only of this failure type"}},
       {field("SCOPE", "scope"), field("SUBJECT", "subject"), field("TYPE", "failure_type"),
        field("IN WINDOW", "in_window"), field("TOTAL", "total"), time("LAST", "last_at"), field("MEMBERS", "members")},
       "nothing is counted"});
}

}  // namespace redrive::cli
