// What administrators do to the tools kept at central (R8): checked, stored, audited. Which of them makes a plan is for
// plan_tools.h.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "central/core/tools.h"
#include "central/flow/decider.h"
#include "central/flow/flow_context.h"
#include "central/flow/record_act.h"
#include "central/flow/store_changes.h"
#include "shared/config/central_options.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

Status record(FlowContext& flow, const RecordAct& act) {
  return as_store_error(record_act(flow, act));
}

// "linux-x86_64 1.4.0, linux-aarch64 1.3.0"; "own" where none is.
std::string in_use(const std::vector<ToolRow>& tools) {
  std::vector<std::string> used;
  for (const auto& tool : tools) {
    if (tool.in_use) used.push_back(tool.manifest.platform + " " + tool.manifest.version);
  }
  return used.empty() ? std::string(kOwnTool) : fmt::format("{}", fmt::join(used, ", "));
}

Result<std::vector<ToolRow>> tools_here(FlowContext& flow) {
  auto tools = all_tools(flow.db);
  if (auto read = as_store_error(tools ? Status{} : Status(pass(tools.error()))); !read) return pass(read.error());
  return tools;
}

bool is_of(const ToolRow& tool, const std::string& version) {
  return tool.manifest.version == version;
}

Status check_is_here(const std::vector<ToolRow>& tools, const std::string& version) {
  if (std::ranges::any_of(tools, [&](const ToolRow& tool) { return is_of(tool, version); })) return {};
  return fail(ErrorCode::kNotFound, fmt::format("there is no tool {}", version.substr(0, 128)));
}

// Agents will fetch it; counted as a use, so that no clean-up removes it before the row says that it is needed.
Status check_has_program(const FlowContext& flow, const model::ToolManifest& manifest) {
  if (flow.use_package(manifest.digest)) return {};
  return fail(ErrorCode::kConflict, fmt::format("the program of tool {} for {} is not here ({}); send it first",
                                                manifest.version, manifest.platform, manifest.digest));
}

// Those that are to change, with what they are to be: off before on, for one of a platform is in use at most.
std::vector<ToolRow> switched(const std::vector<ToolRow>& tools, const std::string& version) {
  std::vector<ToolRow> changed;
  for (const auto& tool : tools) {
    const auto replaced_by = [&](const ToolRow& other) {
      return is_of(other, version) && other.manifest.platform == tool.manifest.platform;
    };
    const bool replaced = version == kOwnTool || std::ranges::any_of(tools, replaced_by);
    const bool next = is_of(tool, version) || (tool.in_use && !replaced);
    if (next == tool.in_use) continue;
    changed.push_back(tool);
    changed.back().in_use = next;
  }
  std::ranges::stable_partition(changed, [](const ToolRow& tool) { return !tool.in_use; });
  return changed;
}

}  // namespace

Result<AddTool::Reply> handle(FlowContext& flow, AddTool& request) {
  auto manifest = check_new_tool(request.manifest, flow.options.get()->tool_keys);
  if (!manifest) return pass(manifest.error());
  auto tools = tools_here(flow);
  if (!tools) return pass(tools.error());
  if (auto good = check_no_other(*manifest, *tools); !good) return pass(good.error());
  if (auto good = check_has_program(flow, *manifest); !good) return pass(good.error());
  const auto known =
      std::ranges::find_if(*tools, [&](const ToolRow& tool) { return tool.manifest.digest == manifest->digest; });
  const bool repeated = known != tools->end();
  if (repeated && known->manifest == *manifest) return AddTool::Reply{*known, true};
  if (!repeated && tools->size() >= kMostTools)
    return fail(ErrorCode::kConflict, fmt::format("{} tools are kept at most; remove some first", kMostTools));
  const ToolRow tool{*manifest, flow.clock.utc(), request.actor.name, repeated && known->in_use};
  if (auto put = as_store_error(put_tool(flow.db, tool)); !put) return pass(put.error());
  const RecordAct act{request.actor,
                      repeated ? "sign tool anew" : "add tool",
                      manifest->version,
                      fmt::format("{}, {} bytes", manifest->platform, manifest->size),
                      "",
                      manifest->digest};
  if (auto noted = record(flow, act); !noted) return pass(noted.error());
  return AddTool::Reply{tool, repeated};
}

Result<UseTool::Reply> handle(FlowContext& flow, UseTool& request) {
  auto tools = tools_here(flow);
  if (!tools) return pass(tools.error());
  const std::string before = in_use(*tools);
  if (request.version != kOwnTool) {
    if (auto here = check_is_here(*tools, request.version); !here) return pass(here.error());
    if (auto good = wanted_tool(*tools, request.version, flow.options.get()->tool_keys); !good)
      return pass(good.error());
  }
  for (const auto& tool : switched(*tools, request.version)) {
    if (tool.in_use) {
      if (auto here = check_has_program(flow, tool.manifest); !here) return pass(here.error());
    }
    if (auto put = as_store_error(put_tool(flow.db, tool)); !put) return pass(put.error());
  }
  auto now = tools_here(flow);
  if (!now) return pass(now.error());
  if (auto noted = record(flow, {request.actor, "use tool", request.version, "", before, in_use(*now)}); !noted)
    return pass(noted.error());
  return UseTool::Reply{};
}

Result<RemoveTool::Reply> handle(FlowContext& flow, RemoveTool& request) {
  auto tools = tools_here(flow);
  if (!tools) return pass(tools.error());
  if (auto here = check_is_here(*tools, request.version); !here) return pass(here.error());
  for (const auto& tool : *tools) {
    if (!is_of(tool, request.version)) continue;
    if (tool.in_use) {
      return fail(ErrorCode::kConflict,
                  fmt::format("tool {} is in use; use another first, or the agents' own planner", request.version));
    }
    if (auto gone = as_store_error(delete_tool(flow.db, tool.manifest.digest)); !gone) return pass(gone.error());
    const RecordAct act{request.actor,          "remove tool",        request.version,
                        tool.manifest.platform, tool.manifest.digest, ""};
    if (auto noted = record(flow, act); !noted) return pass(noted.error());
  }
  return RemoveTool::Reply{};
}

}  // namespace redrive::central
