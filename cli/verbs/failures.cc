#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"

namespace redrive::cli {

void add_failures(CLI::App& app, Session& session) {
  auto* failures = app.add_subcommand("failures", "Failed distribution records that are open");
  failures->require_subcommand(1);
  auto* list = failures->add_subcommand("list", "Newest first");
  list->footer("Example: redrive failures list --type disk_full --since 2h");
  make_list(*list, session,
            {"/api/v1/failures",
             {{"--server", "server", "Only of this intermediate server"},
              {"--device", "device", "Only of this device"},
              {"--job", "job", "Only of this job"},
              {"--type", "type", "Only of this failure type"},
              {"--package", "package", "Only of this package"},
              {"--ticket", "ticket", "Only those of this ticket"},
              {"--since", "since", "Last alert at or after: a time, or a span back from now"}},
             {field("SERVER", "server"), field("DEVICE", "device"), field("JOB", "job"), field("TYPE", "failure_type"),
              field("ALERTS", "count"), time("LAST", "last_at"), field("TICKET", "ticket"),
              first_line_of("MESSAGE", "message")},
             "no open failure records"});
}

}  // namespace redrive::cli
