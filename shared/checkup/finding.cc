#include "shared/checkup/finding.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "shared/text/columns.h"
#include "shared/text/table.h"

namespace redrive::checkup {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kWidth = 100, kWord = 8;

std::size_t count(const std::vector<Finding>& all, Health health) {
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [health](const Finding& one) { return one.health == health; }));
}

base::Result<Finding> read_one(const Json& item) {
  Finding one;
  const std::string state = item.at("state").get<std::string>();
  if (state != "ok" && state != "warning" && state != "failed")
    return base::fail(base::ErrorCode::kInvalid, "unknown state '" + state + "'");
  one.health = state == "ok" ? Health::kOk : state == "warning" ? Health::kWarning : Health::kFailed;
  one.what = item.at("what").get<std::string>();
  one.found = item.at("found").get<std::string>();
  if (item.at("todo").is_string()) one.todo = item.at("todo").get<std::string>();
  return one;
}

}  // namespace

Finding ok(std::string what, std::string found) {
  return {std::move(what), Health::kOk, std::move(found), {}};
}

Finding warning(std::string what, std::string found, std::string todo) {
  return {std::move(what), Health::kWarning, std::move(found), std::move(todo)};
}

Finding failed(std::string what, std::string found, std::string todo) {
  return {std::move(what), Health::kFailed, std::move(found), std::move(todo)};
}

std::string_view word(Health health) {
  return health == Health::kOk ? "ok" : health == Health::kWarning ? "warning" : "failed";
}

bool any_failed(const std::vector<Finding>& all) {
  return count(all, Health::kFailed) > 0;
}

std::string verdict(const std::vector<Finding>& all) {
  const std::size_t bad = count(all, Health::kFailed), odd = count(all, Health::kWarning);
  if (bad + odd == 0) return "all is well";
  return fmt::format("{} failed, {} warning{}", bad, odd, odd == 1 ? "" : "s");
}

std::string to_text(const std::vector<Finding>& all, const Dress& dress) {
  std::size_t left = 0;
  for (const auto& one : all) left = std::max(left, text::columns(one.what));
  const std::size_t margin = 2 + kWord + left + 2;
  std::string out;
  for (const auto& one : all) {
    const std::string state(word(one.health));
    out += "  " + (dress ? dress(one.health, state) : state) + std::string(kWord - state.size(), ' ') +
           text::cell(one.what, left) + "  ";
    const std::string body = text::paragraph(one.found, margin, kWidth);
    out += body.size() > margin ? body.substr(margin) : "\n";
    if (one.todo.empty()) continue;
    std::string todo = text::paragraph(one.todo, margin + 2, kWidth);
    out += todo.replace(margin, 2, "→ ");
  }
  return out;
}

std::string to_json(const std::vector<Finding>& all) {
  Json checks = Json::array();
  for (const auto& one : all) {
    checks.push_back({{"what", one.what},
                      {"state", word(one.health)},
                      {"found", one.found},
                      {"todo", one.todo.empty() ? Json(nullptr) : Json(one.todo)}});
  }
  return Json{{"checks", checks}}.dump(2, ' ', false, Json::error_handler_t::replace);
}

base::Result<std::vector<Finding>> from_json(std::string_view text) {
  try {
    std::vector<Finding> all;
    const Json document = Json::parse(text);
    for (const auto& item : document.at("checks")) {
      auto one = read_one(item);
      if (!one) return tl::unexpected<base::Error>(one.error());
      all.push_back(std::move(*one));
    }
    return all;
  } catch (const Json::exception& error) {
    return base::fail(base::ErrorCode::kInvalid, std::string("not a list of findings: ") + error.what());
  }
}

}  // namespace redrive::checkup
