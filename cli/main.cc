// redrive: the operator's command line.
#include <sysexits.h>

#include <CLI/CLI.hpp>

#include "cli/command_line.h"
#include "shared/cmdline/program.h"

int main(int argc, char** argv) {
  using namespace redrive;
  cli::Session session;
  CLI::App app{"", "redrive"};
  cli::add_everything(app, session);
  const auto ended = cmdline::parse(app, cli::exit_codes(), argc, argv);
  // An MTA knows sysexits.h alone.
  const bool by_mta = app.get_subcommand("alerts")->get_subcommand("submit-mail")->parsed();
  if (ended) return *ended == cmdline::kUsage && by_mta ? EX_USAGE : *ended;
  return session.act();
}
