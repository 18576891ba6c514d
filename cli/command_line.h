// The whole command line of `redrive`: what may be said, and what it means for the session.
#pragma once

#include "cli/session.h"
#include "shared/cmdline/help_text.h"

namespace CLI {
class App;
}

namespace redrive::cli {

// Gives `app` every option and verb. `session` must outlive the parsing.
void add_everything(CLI::App& app, Session& session);

const cmdline::ExitCodes& exit_codes();  // docs/contracts.md, "Exit codes"

}  // namespace redrive::cli
