// A password asked for: on a terminal without echo, else the next line of standard input. Never from the command line,
// where every user of the machine could read it.
#pragma once

#include <string>

#include "shared/base/result.h"

namespace redrive::cli {

// kDenied when there is none or it was broken off.
base::Result<std::string> ask_password(const std::string& prompt);
// On a terminal it is asked for twice; kInvalid when the two differ.
base::Result<std::string> ask_new_password(const std::string& prompt);

}  // namespace redrive::cli
