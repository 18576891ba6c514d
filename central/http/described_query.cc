#include "central/http/described_query.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ranges>

#include "central/http/openapi.h"
#include "shared/model/alert.h"

namespace redrive::central {
namespace {

using Json = nlohmann::json;
using Values = std::vector<std::string>;                        // none: any
using Parameters = std::map<std::string, Values, std::less<>>;  // by name

const Json& resolved(const Json& document, const Json& part) {
  const auto elsewhere = part.find("$ref");
  if (elsewhere == part.end()) return part;
  return document.at(Json::json_pointer(elsewhere->get<std::string>().substr(1)));
}

Parameters query_parameters(const Json& document, const Json& operation) {
  Parameters parameters;
  const auto listed = operation.find("parameters");
  if (listed == operation.end()) return parameters;
  for (const Json& given : *listed) {
    const Json& one = resolved(document, given);
    if (one.at("in") != "query") continue;
    const Json& schema = resolved(document, one.at("schema"));
    parameters[one.at("name").get<std::string>()] = schema.value("enum", Values{});
  }
  return parameters;
}

std::map<std::string, Parameters, std::less<>> read_document() {
  std::map<std::string, Parameters, std::less<>> routes;
  const Json document = Json::parse(kOpenApi);
  for (const auto& [path, operations] : document.at("paths").items()) {
    for (const auto& [method, operation] : operations.items()) {
      std::string key = method + " " + path;
      std::transform(key.begin(), key.begin() + static_cast<std::ptrdiff_t>(method.size()), key.begin(),
                     [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
      routes.emplace(std::move(key), query_parameters(document, operation));
    }
  }
  return routes;
}

tl::unexpected<base::Error> wrong(std::string what) {
  return base::fail(base::ErrorCode::kInvalid, std::move(what));
}

}  // namespace

base::Status check_described(std::string_view method, std::string_view pattern, const Request& request) {
  if (request.query.empty()) return {};
  static const auto kRoutes = read_document();
  const auto route = kRoutes.find(fmt::format("{} {}", method, pattern));
  if (route == kRoutes.end()) return {};
  const Parameters& known = route->second;
  for (const auto& [name, value] : request.query) {
    const auto parameter = known.find(name);
    if (parameter == known.end()) {
      const auto there = known.empty() ? "are none" : fmt::format("are: {}", fmt::join(std::views::keys(known), ", "));
      return wrong(fmt::format("there is no parameter \"{}\" here; there {}", model::clean_text(name, 64), there));
    }
    const Values& values = parameter->second;
    if (values.empty() || value.empty() || std::ranges::find(values, value) != values.end()) continue;
    return wrong(fmt::format("the parameter \"{}\" is \"{}\"; expected one of {}", name, model::clean_text(value, 64),
                             fmt::join(values, ", ")));
  }
  return {};
}

}  // namespace redrive::central
