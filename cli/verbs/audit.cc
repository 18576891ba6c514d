#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {

void add_audit(CLI::App& app, Session& session) {
  auto* audit = app.add_subcommand("audit", "Who did what, when, from where");
  audit->require_subcommand(1);
  audit->footer(cmdline::told("", {"redrive audit list --since 1d"}));
  auto* list =
      audit->add_subcommand("list", "Who did what, when, from where, and how it was before and after; newest first");
  list->footer(
      cmdline::told("", {"redrive audit list --who ann --since 7d", "redrive audit list --subject RD-2026-000123"}));
  make_list(*list, session,
            {"/api/v1/audit",
             {{"--who", "who", "Only of this person, token or agent"},
              {"--what", "what", "Only this act, such as approved", "ACT"},
              {"--subject", "subject", "Only about this ticket, job, plan, user, …", "ID"},
              {"--since", "since", "Only since this RFC 3339 time, or this span ago, such as 2h", "TIME"}},
             {time("AT", "at"), field("WHO", "who"), field("FROM", "from"), field("WHAT", "what"),
              field("SUBJECT", "subject"), field("BEFORE", "before"), field("AFTER", "after"),
              first_line_of("DETAIL", "detail")},
             "nothing was done yet"});
}

}  // namespace redrive::cli
