#include "central/http/described_query.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "central/http/openapi.h"
#include "shared/model/alert.h"

namespace redrive::central {
namespace {

using Json = nlohmann::json;
using Names = std::set<std::string, std::less<>>;

Names query_names(const Json& document, const Json& operation) {
  Names names;
  const Json parameters = operation.value("parameters", Json::array());
  for (const Json& given : parameters) {
    const bool elsewhere = given.contains("$ref");
    const Json& one = elsewhere ? document.at(Json::json_pointer(given["$ref"].get<std::string>().substr(1))) : given;
    if (one.at("in") == "query") names.insert(one.at("name").get<std::string>());
  }
  return names;
}

std::map<std::string, Names, std::less<>> read_document() {
  std::map<std::string, Names, std::less<>> routes;
  const Json document = Json::parse(kOpenApi);
  for (const auto& [path, operations] : document.at("paths").items()) {
    for (const auto& [method, operation] : operations.items()) {
      std::string key = method + " " + path;
      std::transform(key.begin(), key.begin() + static_cast<std::ptrdiff_t>(method.size()), key.begin(),
                     [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
      routes.emplace(std::move(key), query_names(document, operation));
    }
  }
  return routes;
}

}  // namespace

base::Status check_described(std::string_view method, std::string_view pattern, const Request& request) {
  if (request.query.empty()) return {};
  static const auto kRoutes = read_document();
  const auto route = kRoutes.find(fmt::format("{} {}", method, pattern));
  if (route == kRoutes.end()) return {};
  const Names& known = route->second;
  const auto unknown = std::ranges::find_if(request.query, [&](const auto& one) { return !known.contains(one.first); });
  if (unknown == request.query.end()) return {};
  return base::fail(base::ErrorCode::kInvalid,
                    fmt::format("there is no parameter \"{}\" here; there {}", model::clean_text(unknown->first, 64),
                                known.empty() ? "are none" : fmt::format("are: {}", fmt::join(known, ", "))));
}

}  // namespace redrive::central
