// What `--help` shows, and how a command is called in one line. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "shared/cmdline/command.h"

namespace redrive::cmdline {

using ExitCodes = std::vector<std::pair<int, std::string>>;  // and what each means

// The commands from the program to the one that is meant: {redrive, failures, list}. Never empty.
using Path = std::vector<const Command*>;

std::string path_words(const Path& path);  // "redrive failures list"

// "redrive outages add (--server PATTERN | --site PATTERN) --reason TEXT [options]"
std::string usage(const Path& path);

// "--server NAME", "JOB", "[DEVICE]…": as it stands before what it does.
std::string signature(const Option& option);
// Its help with what may be given and what holds without it.
std::string explained(const Option& option);

// Lines of at most 80 columns. `codes` are told with the program's own help only.
std::string help_text(const Path& path, const ExitCodes& codes);

}  // namespace redrive::cmdline
