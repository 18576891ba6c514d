// `--tool MANIFEST-FILE` of the sub-commands: a plan by that tool.
#pragma once

#include <filesystem>
#include <string>

#include "shared/base/result.h"
#include "shared/config/agent_options.h"
#include "shared/sys/content_store.h"

namespace redrive::agent {

// The agent's tools, mode 0700; made, where they are not there, as the agent's own whoever calls.
base::Result<sys::ContentStore> open_tools(const std::filesystem::path& state_dir);

// The manifest, as a plan's wishes hold it. Where the program lies beside its manifest (PROGRAM.tool), it is put among
// the agent's tools, as the agent's own file whoever calls; else the agent has it already or fetches it from central.
base::Result<std::string> bring_tool(const config::AgentOptions& options, const std::filesystem::path& manifest_file);

}  // namespace redrive::agent
