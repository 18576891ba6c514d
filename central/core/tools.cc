#include "central/core/tools.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

// "1.4.0", or "1.4.0 and 1.3.0"
std::string versions_of(const std::vector<ToolRow>& programs) {
  std::set<std::string> versions;
  for (const auto& program : programs) versions.insert(program.manifest.version);
  return fmt::format("{}", fmt::join(versions, " and "));
}

// Why none of these can make the plan of this agent, and what to do about it; nothing when one can.
std::optional<ToolChoice> hindrance(const WantedTool& wanted, const ToolRunner& agent) {
  const std::string version = versions_of(wanted.programs);
  if (!agent.runs_tools) {
    return ToolChoice{
        "",
        fmt::format("agent '{}' is of an earlier version or trusts no key of tools, and cannot run tool {}", agent.name,
                    version),
        "update it, or name a key in its [redistribution] tool_keys"};
  }
  if (agent.platform.empty()) {
    return ToolChoice{"",
                      fmt::format("agent '{}' does not say of which platform tool {} has to be", agent.name, version),
                      "update the agent"};
  }
  const auto fits = [&](const ToolRow& program) { return program.manifest.platform == agent.platform; };
  if (std::ranges::any_of(wanted.programs, fits)) return std::nullopt;
  std::vector<std::string> platforms;
  for (const auto& program : wanted.programs) platforms.push_back(program.manifest.platform);
  return ToolChoice{"",
                    fmt::format("tool {} is here for {}, agent '{}' is {}", version, fmt::join(platforms, " and "),
                                agent.name, agent.platform),
                    "add the tool for " + agent.platform};
}

}  // namespace

Status check_signed(const model::ToolManifest& manifest, const std::vector<std::string>& keys) {
  if (keys.empty())
    return fail(ErrorCode::kInvalid, "[redistribution] tool_keys of central's configuration names no key");
  const auto signed_by = [&](const std::string& key) {
    return base::check_signature(model::signed_text(manifest), manifest.signature, key).has_value();
  };
  if (std::ranges::any_of(keys, signed_by)) return {};
  return fail(ErrorCode::kInvalid,
              fmt::format("tool {} for {} is not signed by {} of [redistribution] tool_keys", manifest.version,
                          manifest.platform, keys.size() == 1 ? "the key" : "one of the keys"));
}

Result<model::ToolManifest> check_new_tool(std::string_view manifest, const std::vector<std::string>& keys) {
  auto read = model::parse_tool_manifest(manifest);
  if (!read) return pass(read.error());
  if (auto good = check_signed(*read, keys); !good) return pass(good.error());
  if (read->schema != model::kToolSchema) {
    return fail(ErrorCode::kInvalid, fmt::format("tool {} is of schema {}, and this central knows schema {}",
                                                 read->version, read->schema, model::kToolSchema));
  }
  if (read->version == kOwnTool)
    return fail(ErrorCode::kInvalid, "a tool cannot have the version \"own\": that is the agents' own planner");
  return read;
}

Status check_no_other(const model::ToolManifest& manifest, const std::vector<ToolRow>& known) {
  for (const auto& [other, at, by, in_use] : known) {
    const bool same_name = other.version == manifest.version && other.platform == manifest.platform;
    if (same_name && other.digest != manifest.digest) {
      return fail(ErrorCode::kConflict,
                  fmt::format("version {} for {} is here already as another program, {}; a changed program needs a "
                              "version of its own",
                              manifest.version, manifest.platform, other.digest));
    }
    if (!same_name && other.digest == manifest.digest) {
      return fail(ErrorCode::kConflict,
                  fmt::format("this program is here already as {} for {}", other.version, other.platform));
    }
  }
  return {};
}

Result<WantedTool> wanted_tool(std::vector<ToolRow> all, const std::string& version,
                               const std::vector<std::string>& keys) {
  WantedTool wanted{{}, !version.empty() && version != kOwnTool};
  if (version == kOwnTool) return wanted;
  for (auto& tool : all) {
    if (wanted.named ? tool.manifest.version == version : tool.in_use) wanted.programs.push_back(std::move(tool));
  }
  if (wanted.named && wanted.programs.empty())
    return fail(ErrorCode::kNotFound, fmt::format("there is no tool {}; redrive tools list", version.substr(0, 128)));
  for (const auto& program : wanted.programs) {
    if (auto good = check_signed(program.manifest, keys); !good) {
      return fail(ErrorCode::kConflict,
                  good.error().message + " any more; use another, or the agents' own planner: redrive tools use --own");
    }
  }
  return wanted;
}

Result<ToolChoice> choose_tool(const WantedTool& wanted, const ToolRunner& agent) {
  if (wanted.programs.empty()) return ToolChoice{};
  if (!agent.connected) return fail(ErrorCode::kUnavailable, fmt::format("agent '{}' is not connected", agent.name));
  if (auto own = hindrance(wanted, agent)) {
    if (wanted.named) return fail(ErrorCode::kUnavailable, own->why_own + ": " + own->todo);
    return std::move(*own);
  }
  const auto program = std::ranges::find_if(
      wanted.programs, [&](const ToolRow& row) { return row.manifest.platform == agent.platform; });
  return ToolChoice{model::manifest_text(program->manifest), "", ""};
}

}  // namespace redrive::central
