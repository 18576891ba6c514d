// Scripts by which a shell completes a program's verbs, options, choices and files. Pure.
#pragma once

#include <string>

#include "shared/base/result.h"
#include "shared/cmdline/command.h"

namespace redrive::cmdline {

std::string bash_completion(const Command& program);
std::string zsh_completion(const Command& program);
std::string fish_completion(const Command& program);

// By the shell's name; kInvalid for any other.
base::Result<std::string> completion_for(const std::string& shell, const Command& program);

}  // namespace redrive::cmdline
