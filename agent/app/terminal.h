// What the sub-commands share in talking to people.
#pragma once

#include <string>

#include "shared/base/result.h"

namespace redrive::agent {

int exit_code(const base::Error& error);  // docs/contracts.md, "Exit codes"
int complain(const base::Error& error);   // on stderr; returns the exit code
int print(const std::string& text);       // on stdout, ending in one line break; returns the exit code

}  // namespace redrive::agent
