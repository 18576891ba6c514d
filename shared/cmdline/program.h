// A program's command line from its first word to the verb that is to be done.
#pragma once

#include <optional>

#include "shared/cmdline/help_text.h"

namespace CLI {
class App;
}

namespace redrive::cmdline {

inline constexpr int kUsage = 2;  // exit code of wrong usage, of all programs

// Parses. Nothing = go on with what was parsed. An exit code = that was all: help, the version, a mistake (said on
// stderr: where, what is wrong, what was expected), or one of the hidden verbs every program has:
//   completion bash|zsh|fish    its completion, on stdout
//   man < TEXT                  its manual page (man_page.h), on stdout
std::optional<int> parse(CLI::App& app, const ExitCodes& codes, int argc, const char* const* argv);

}  // namespace redrive::cmdline
