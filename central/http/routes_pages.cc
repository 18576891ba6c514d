// The console's pages. Every path outside /api/ that is no file of it is a page of it: which one, the console itself
// reads from the path, so that each can be kept and sent as a link.
#include "central/http/console_assets.h"
#include "central/http/endpoints.h"

namespace redrive::central {
namespace {

using base::Result;

constexpr std::string_view kNoConsole =
    "This redrive-central was built without its console: npm was missing. Its API is there, see /api/v1/openapi.json, "
    "and so is the command line, redrive.\n";

const ConsoleAsset* find(std::string_view path) {
  const auto all = console_assets();
  const auto found = std::ranges::find(all, path, &ConsoleAsset::path);
  return found == all.end() ? nullptr : &*found;
}

// Files under /assets/ have their content's digest in their name and never change.
Response answer_with(const ConsoleAsset& asset, const Browser& browser) {
  Response response{200, asset.content_type, ""};
  response.page = true;
  response.cache = asset.path.starts_with("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
  response.etag = asset.etag;
  if (browser.if_none_match == asset.etag) {
    response.status = 304;
    return response;
  }
  if (browser.takes_gzip) response.encoding = "gzip";
  response.body = browser.takes_gzip ? asset.gzip : asset.plain;
  return response;
}

Result<Response> page(const HttpContext&, Request& request) {
  if (const auto* asset = find(request.path)) return answer_with(*asset, request.browser);
  if (request.path.starts_with("/assets/")) return not_found("file", request.path);
  if (const auto* index = find("/index.html")) return answer_with(*index, request.browser);
  return Response{404, "text/plain; charset=utf-8", std::string(kNoConsole)};
}

}  // namespace

Endpoints page_endpoints() {
  return {{"GET", kPages, Need::kNothing, page}};
}

}  // namespace redrive::central
