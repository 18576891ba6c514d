// Where `redrive login` keeps its session: one file of the user, readable by nobody else, with the token and the
// central it is for, so that no other central is ever shown it.
#pragma once

#include <filesystem>
#include <string>

#include "shared/base/result.h"

namespace redrive::cli {

std::filesystem::path config_directory();  // $XDG_CONFIG_HOME/redrive or ~/.config/redrive; empty without a home

// The session's token for this central; kNotFound when there is none.
base::Result<std::string> read_login(const std::string& central);
base::Status keep_login(const std::string& central, const std::string& token);
base::Status forget_login();

}  // namespace redrive::cli
