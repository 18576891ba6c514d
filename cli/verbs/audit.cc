#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"

namespace redrive::cli {

void add_audit(CLI::App& app, Session& session) {
  auto* audit = app.add_subcommand("audit", "Who did what, when, from where");
  audit->require_subcommand(1);
  make_list(*audit->add_subcommand("list", "Newest first"), session,
            {"/api/v1/audit",
             {{"--who", "who", "Only of this person, token or agent"},
              {"--what", "what", "Only this act, such as approved"},
              {"--subject", "subject", "Only about this ticket, job, plan, user, …"},
              {"--since", "since", "Only since this time, or this span ago"}},
             {time("AT", "at"), field("WHO", "who"), field("FROM", "from"), field("WHAT", "what"),
              field("SUBJECT", "subject"), field("BEFORE", "before"), field("AFTER", "after"),
              first_line_of("DETAIL", "detail")},
             "nothing was done yet"});
}

}  // namespace redrive::cli
