// A manual page: text written by hand, in man(7), with places for what the program itself knows. Pure.
#pragma once

#include <string>
#include <string_view>

#include "shared/base/result.h"
#include "shared/cmdline/help_text.h"

namespace redrive::cmdline {

// In `text`, each line that is just @SYNOPSIS@, @OPTIONS@, @VERBS@, @EXAMPLES@ or @EXITS@ becomes that part, made of
// the tree. kInvalid for any other place, and when one of them is missing.
base::Result<std::string> man_page(const Command& program, const ExitCodes& codes, std::string_view text);

// Plain text as man(7) shows it unchanged.
std::string roff(std::string_view text);

}  // namespace redrive::cmdline
