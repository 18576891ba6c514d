// Which versions of the redistribution tool central takes, and which of them is asked to make a plan (R8).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "central/store/tools.h"

namespace redrive::central {

// Stands where a version may: the agents' own planner.
inline constexpr std::string_view kOwnTool = "own";
inline constexpr std::size_t kMostTools = 200;  // kept at central, a platform of a version each

// By one of these keys, [redistribution] tool_keys. kInvalid says that it is by none.
base::Status check_signed(const model::ToolManifest& manifest, const std::vector<std::string>& keys);

// A manifest that somebody would add: read, signed, of a schema that agents speak. kInvalid says what is wrong.
base::Result<model::ToolManifest> check_new_tool(std::string_view manifest, const std::vector<std::string>& keys);

// kConflict where `known` holds another program as this version for this platform, or this program as another version.
base::Status check_no_other(const model::ToolManifest& manifest, const std::vector<ToolRow>& known);

struct WantedTool {
  std::vector<ToolRow> programs;  // one for a platform; empty: the agents' own planner
  bool named = false;             // by whoever asks for the plan: then it is this version or no plan
};
// Of all tools here: those of `version`; those in use where it is empty; none for "own". kNotFound, or kConflict when
// one is not signed by a key of today: another planner is not what was asked for.
base::Result<WantedTool> wanted_tool(std::vector<ToolRow> all, const std::string& version,
                                     const std::vector<std::string>& keys);

// What an agent tells of itself.
struct ToolRunner {
  std::string name;
  bool connected = false;
  bool runs_tools = false;
  std::string platform;  // empty: it does not say
};
struct ToolChoice {
  std::string manifest;  // empty: the agent's own planner,
  std::string why_own;   // for this reason; empty where no tool was wanted of anybody
  std::string todo;      // about that
};
// kUnavailable, with the server's name, where a version that was named cannot make this agent's plan, or the agent is
// not there to tell.
base::Result<ToolChoice> choose_tool(const WantedTool& wanted, const ToolRunner& agent);

}  // namespace redrive::central
