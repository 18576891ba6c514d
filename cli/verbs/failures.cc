#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {

void add_failures(CLI::App& app, Session& session) {
  auto* failures = app.add_subcommand("failures", "Failed distribution records that are open");
  failures->require_subcommand(1);
  failures->footer(cmdline::told("", {"redrive failures list --since 2h"}));
  auto* list = failures->add_subcommand("list", "The open records of what failed and was not done since, newest first");
  list->footer(cmdline::told(
      "", {"redrive failures list --type disk_full --since 2h", "redrive failures list --server ids-0079 --jsonl"}));
  make_list(*list, session,
            {"/api/v1/failures",
             {{"--server", "server", "Only of this intermediate server"},
              {"--device", "device", "Only of this device"},
              {"--job", "job", "Only of this job", "JOB"},
              {"--type", "type", "Only of this failure type", "TYPE"},
              {"--package", "package", "Only of this package"},
              {"--ticket", "ticket", "Only those of this ticket", "ID"},
              {"--since", "since", "Last alert since this RFC 3339 time, or this span ago, such as 2h", "TIME"}},
             {field("SERVER", "server"), field("DEVICE", "device"), field("JOB", "job"), field("TYPE", "failure_type"),
              field("ALERTS", "count"), time("LAST", "last_at"), field("TICKET", "ticket"),
              first_line_of("MESSAGE", "message")},
             "no open failure records"});
}

}  // namespace redrive::cli
