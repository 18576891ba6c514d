// tools: versions of the redistribution tool kept at central for its agents (R8). A program comes as packages do, its
// manifest after it.
#include "central/core/tools.h"
#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"
#include "shared/log/log.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;

Result<Response> list(const HttpContext& context, Request& request) {
  Query query(request);
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  const auto tools = context.readers.read([](Database& db) { return all_tools(db); });
  if (!tools) return tl::unexpected(tools.error());
  return page_of(*tools, page, [](const ToolRow& tool) { return to_json(tool); });
}

// A version, on every platform it is here for, with the manifests.
Result<Response> show_one(const HttpContext& context, const std::string& version) {
  const auto tools = context.readers.read([](Database& db) { return all_tools(db); });
  if (!tools) return tl::unexpected(tools.error());
  Json programs = Json::array();
  for (const auto& tool : *tools) {
    if (tool.manifest.version != version) continue;
    programs.push_back(to_json(tool));
    programs.back()["manifest"] = model::manifest_text(tool.manifest);
  }
  if (programs.empty()) return not_found("tool", version);
  return json_response(200, {{"version", version}, {"programs", std::move(programs)}});
}

Result<Response> show(const HttpContext& context, Request& request) {
  return show_one(context, request.param("version"));
}

// All of the program is read: what agents are to run is not taken at the word of a file's name.
base::Status check_program(const HttpContext& context, const model::ToolManifest& manifest) {
  auto verified = context.packages.verify(manifest.digest);
  if (!verified && verified.error().code == ErrorCode::kCorrupt) log::warning("tools", verified.error().message);
  if (!verified && verified.error().code != ErrorCode::kCorrupt && verified.error().code != ErrorCode::kNotFound)
    return verified;
  if (!verified) {
    return base::fail(ErrorCode::kConflict,
                      fmt::format("the program of tool {} is not here; send it first, as a package: PUT "
                                  "/api/v1/packages/{}",
                                  manifest.version, manifest.digest));
  }
  const auto size = context.packages.size_of(manifest.digest);
  if (size == manifest.size) return {};
  return base::fail(ErrorCode::kInvalid, fmt::format("the manifest of tool {} says {} bytes, and its program has {}",
                                                     manifest.version, manifest.size, size));
}

Result<Response> add(const HttpContext& context, Request& request) {
  Body body(request);
  const std::string text = body.needed("manifest");
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  const auto manifest = check_new_tool(text, context.options.get()->tool_keys);
  if (!manifest) return tl::unexpected(manifest.error());
  if (auto good = check_program(context, *manifest); !good) return tl::unexpected(good.error());
  auto added = context.decider.ask(AddTool{request.actor, text});
  if (!added) return tl::unexpected(added.error());
  return json_response(added->repeated ? 200 : 201, to_json(added->tool));
}

Result<Response> use(const HttpContext& context, Request& request) {
  Body body(request);
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  const std::string& version = request.param("version");
  auto used = context.decider.ask(UseTool{request.actor, version});
  if (!used) return tl::unexpected(used.error());
  if (version == kOwnTool) return json_response(200, {{"version", kOwnTool}, {"programs", Json::array()}});
  return show_one(context, version);
}

Result<Response> remove(const HttpContext& context, Request& request) {
  auto removed = context.decider.ask(RemoveTool{request.actor, request.param("version")});
  if (!removed) return tl::unexpected(removed.error());
  return Response{204, "", ""};
}

}  // namespace

Endpoints tool_endpoints() {
  return {{"GET", "/api/v1/tools", Need::kViewer, list},
          {"POST", "/api/v1/tools", Need::kAdministrator, add},
          {"GET", "/api/v1/tools/{version}", Need::kViewer, show},
          {"POST", "/api/v1/tools/{version}/use", Need::kAdministrator, use},
          {"DELETE", "/api/v1/tools/{version}", Need::kAdministrator, remove}};
}

}  // namespace redrive::central
