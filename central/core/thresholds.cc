#include "central/core/thresholds.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "shared/base/names.h"

namespace redrive::central {
namespace {

constexpr std::string_view kKinds = "dsl";  // device, server, site (a location code)

std::array<std::string_view, 3> selectors(const config::ThresholdRule& rule) {
  return {rule.device, rule.server, rule.site};
}

std::string exact_key(char kind, std::string_view name, std::string_view type) {
  std::string key(1, kind);
  return key.append(name).append(1, '\x1f').append(type);
}

std::string describe(const config::ThresholdRule& rule) {
  std::string selected;
  const auto say = [&](std::string_view what, std::string_view value) {
    if (!value.empty()) selected += fmt::format("{}{} '{}'", selected.empty() ? "" : ", ", what, value);
  };
  say("scope", rule.scope == "device" ? "" : rule.scope);
  say("device", rule.device);
  say("server", rule.server);
  say("site", rule.site);
  say("type", rule.type);
  return fmt::format("{} ({})", rule.place, selected.empty() ? "every device" : selected);
}

int scope_index(const std::string& name) {
  for (const auto scope : {model::Scope::kServer, model::Scope::kSite, model::Scope::kPackage, model::Scope::kFleet}) {
    if (name == model::to_string(scope)) return static_cast<int>(scope);
  }
  return static_cast<int>(model::Scope::kDevice);
}

}  // namespace

Thresholds::Thresholds(const config::ThresholdOptions& options)
    : default_{options.limit, options.window, options.hold, options.quiet, "the default thresholds"},
      wide_default_(default_) {
  wide_default_.limit = std::max(default_.limit, 1U);
  longest_window_ = default_.window;
  rules_.reserve(options.rules.size());  // pointers into it are kept
  for (const auto& given : options.rules) {
    const bool wide = scope_index(given.scope) != 0;
    const Limit& base = wide ? wide_default_ : default_;
    rules_.push_back({given,
                      {given.limit.value_or(base.limit), given.window.value_or(base.window),
                       given.hold.value_or(base.hold), given.quiet.value_or(base.quiet), describe(given)}});
    longest_window_ = std::max(longest_window_, rules_.back().limit.window);
    enter(tables_[scope_index(given.scope)], rules_.back());
  }
}

void Thresholds::enter(Table& table, const Rule& rule) {
  table.empty = false;
  const auto names = selectors(rule.given);
  for (std::size_t kind = 0; kind < names.size(); ++kind) {
    if (names[kind].empty()) continue;
    if (base::is_glob(names[kind])) {
      table.globs[kind].push_back(&rule);
    } else {
      table.exact.emplace(exact_key(kKinds[kind], names[kind], rule.given.type), &rule);
    }
    return;
  }
  table.exact.emplace(exact_key('-', "", rule.given.type), &rule);
}

Thresholds::Match Thresholds::match(const Table& table, const Facts& facts, std::string_view type) {
  if (table.empty) return {};
  const auto exact = [&](char kind, std::string_view name, std::string_view of_type) -> const Rule* {
    const auto at = table.exact.find(exact_key(kind, name, of_type));
    return at == table.exact.end() ? nullptr : at->second;
  };
  const std::string_view names[] = {facts.device, facts.server, facts.site};
  int rank = 0;
  for (std::size_t kind = 0; kind < 3; ++kind, rank += 4) {
    if (names[kind].empty()) continue;
    if (const auto* rule = exact(kKinds[kind], names[kind], type)) return {rule, rank};
    if (const auto* rule = exact(kKinds[kind], names[kind], "")) return {rule, rank + 1};
    const Rule* untyped = nullptr;
    for (const auto* rule : table.globs[kind]) {
      const bool typed = !rule->given.type.empty();
      if ((typed ? rule->given.type != type : untyped != nullptr) ||
          !base::glob_match(selectors(rule->given)[kind], names[kind])) {
        continue;
      }
      if (typed) return {rule, rank + 2};
      untyped = rule;
    }
    if (untyped) return {untyped, rank + 3};
  }
  if (const auto* rule = exact('-', "", type)) return {rule, rank};
  if (const auto* rule = exact('-', "", "")) return {rule, rank + 1};
  return {};
}

const Limit& Thresholds::own(const Facts& facts, std::string_view type) const {
  if (!facts.device.empty()) {
    const Match found = match(tables_[0], facts, type);
    return found.rule ? found.rule->limit : default_;
  }
  Facts server = facts;
  server.device = facts.server;
  const Match as_device = match(tables_[0], server, type);
  const Match as_server = match(tables_[static_cast<int>(model::Scope::kServer)], server, type);
  if (as_server.rule && (!as_device.rule || as_server.rank <= as_device.rank)) return as_server.rule->limit;
  return as_device.rule ? as_device.rule->limit : default_;
}

const Limit& Thresholds::wide(model::Scope scope, const Facts& facts, std::string_view type) const {
  Facts shared = facts;
  shared.device = {};  // no single device decides what holds for all of them
  const Match found = match(tables_[static_cast<int>(scope)], shared, type);
  return found.rule ? found.rule->limit : wide_default_;
}

std::string Thresholds::explain(const Limit& limit) const {
  return fmt::format(
      "{}: a ticket when more than {} come within {}; held {}, later alerts join it until {} without any", limit.rule,
      limit.limit, base::format_duration(limit.window), base::format_duration(limit.hold),
      base::format_duration(limit.quiet));
}

}  // namespace redrive::central
