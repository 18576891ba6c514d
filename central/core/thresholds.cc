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

std::array<std::string_view, 3> subjects(const Facts& facts) {
  return {facts.device, facts.server, facts.site};
}

std::string exact_key(char kind, std::string_view name) {
  return std::string(1, kind).append(name);
}

constexpr char kNoSelector = '-';

bool fits(std::string_view selector, std::string_view name) {
  if (selector.empty()) return true;
  if (name.empty()) return false;
  return base::is_glob(selector) ? base::glob_match(selector, name) : selector == name;
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
    : default_{options.limit, options.window,           options.hold.value_or(base::Micros{0}),
               options.quiet, "the default thresholds", false,
               !options.hold},
      wide_default_(default_) {
  wide_default_.limit = std::max(default_.limit, 1U);
  wide_default_.hold = options.hold.value_or(kWideHold);
  longest_window_ = default_.window;
  longest_quiet_ = default_.quiet;
  rules_.reserve(options.rules.size());  // pointers into it are kept
  for (const auto& given : options.rules) {
    const bool wide = scope_index(given.scope) != 0;
    const Limit& base = wide ? wide_default_ : default_;
    rules_.push_back(
        {given,
         {given.limit.value_or(base.limit), given.window.value_or(base.window), given.hold.value_or(base.hold),
          given.quiet.value_or(base.quiet), describe(given), given.limit.has_value(), !options.hold && !given.hold},
         rank_of(given)});
    longest_window_ = std::max(longest_window_, rules_.back().limit.window);
    longest_quiet_ = std::max(longest_quiet_, rules_.back().limit.quiet);
    enter(tables_[scope_index(given.scope)], rules_.back());
  }
}

int Thresholds::rank_of(const config::ThresholdRule& rule) {
  int rank = 0;
  for (const auto selector : selectors(rule))
    rank = rank * 3 + (selector.empty() ? 2 : base::is_glob(selector) ? 1 : 0);
  return rank * 2 + (rule.type.empty() ? 1 : 0);
}

void Thresholds::enter(Table& table, const Rule& rule) {
  table.empty = false;
  const auto named = selectors(rule.given);
  std::size_t kind = 0;
  while (kind < named.size() && named[kind].empty()) ++kind;
  auto& rules = kind == named.size()         ? table.exact[exact_key(kNoSelector, rule.given.type)]
                : base::is_glob(named[kind]) ? table.globs[kind]
                                             : table.exact[exact_key(kKinds[kind], named[kind])];
  const auto after = [](int rank, const Rule* other) { return rank < other->rank; };
  rules.insert(std::upper_bound(rules.begin(), rules.end(), rule.rank, after), &rule);
}

bool Thresholds::selects(const Rule& rule, const Facts& facts, std::string_view type) {
  const auto wanted = selectors(rule.given), names = subjects(facts);
  return (rule.given.type.empty() || rule.given.type == type) && fits(wanted[0], names[0]) &&
         fits(wanted[1], names[1]) && fits(wanted[2], names[2]);
}

const Thresholds::Rule* Thresholds::first_of(const std::vector<const Rule*>& rules, const Facts& facts,
                                             std::string_view type) {
  const auto found = std::ranges::find_if(rules, [&](const Rule* rule) { return selects(*rule, facts, type); });
  return found == rules.end() ? nullptr : *found;
}

const Thresholds::Rule* Thresholds::match(const Table& table, const Facts& facts, std::string_view type) {
  if (table.empty) return nullptr;
  const auto exact = [&](char kind, std::string_view name) -> const Rule* {
    const auto at = table.exact.find(exact_key(kind, name));
    return at == table.exact.end() ? nullptr : first_of(at->second, facts, type);
  };
  const auto names = subjects(facts);
  for (std::size_t kind = 0; kind < names.size(); ++kind) {
    if (names[kind].empty()) continue;
    if (const auto* rule = exact(kKinds[kind], names[kind])) return rule;
    if (const auto* rule = first_of(table.globs[kind], facts, type)) return rule;
  }
  if (const auto* rule = exact(kNoSelector, type)) return rule;
  return exact(kNoSelector, "");
}

const Limit& Thresholds::own(const Facts& facts, std::string_view type) const {
  if (!facts.device.empty()) {
    const Rule* found = match(tables_[0], facts, type);
    return found ? found->limit : default_;
  }
  Facts server = facts;
  server.device = facts.server;
  const Rule* as_device = match(tables_[0], server, type);
  const Rule* as_server = match(tables_[static_cast<int>(model::Scope::kServer)], server, type);
  if (as_server && (!as_device || as_server->rank <= as_device->rank)) return as_server->limit;
  return as_device ? as_device->limit : default_;
}

const Limit& Thresholds::wide(model::Scope scope, const Facts& facts, std::string_view type) const {
  Facts shared = facts;
  shared.device = {};  // no single device decides what holds for all of them
  const Rule* found = match(tables_[static_cast<int>(scope)], shared, type);
  return found ? found->limit : wide_default_;
}

std::vector<const Thresholds::Rule*> Thresholds::fitting(int scope, const Facts& facts, std::string_view type) const {
  std::vector<const Rule*> out;
  for (const auto& rule : rules_) {
    if (scope_index(rule.given.scope) == scope && selects(rule, facts, type)) out.push_back(&rule);
  }
  return out;
}

std::vector<std::string> Thresholds::overruled(std::vector<const Rule*> fitting, const Limit& by) {
  std::ranges::stable_sort(fitting, {}, &Rule::rank);
  std::vector<std::string> out;
  for (const auto* rule : fitting) {
    if (&rule->limit != &by) out.push_back(rule->limit.rule);
  }
  return out;
}

std::vector<std::string> Thresholds::overruled_own(const Facts& facts, std::string_view type) const {
  Facts named = facts;
  if (named.device.empty()) named.device = facts.server;
  auto rules = fitting(static_cast<int>(model::Scope::kDevice), named, type);
  if (facts.device.empty()) {
    // As own() does it: of two alike the server's goes before the device's.
    const auto of_server = fitting(static_cast<int>(model::Scope::kServer), named, type);
    rules.insert(rules.begin(), of_server.begin(), of_server.end());
  }
  return overruled(std::move(rules), own(facts, type));
}

std::vector<std::string> Thresholds::overruled_wide(model::Scope scope, const Facts& facts,
                                                    std::string_view type) const {
  Facts shared = facts;
  shared.device = {};
  return overruled(fitting(static_cast<int>(scope), shared, type), wide(scope, facts, type));
}

std::string Thresholds::explain(const Limit& limit) const {
  return fmt::format(
      "{}: a ticket when more than {} come within {}; held {}, later alerts join it until {} without any", limit.rule,
      limit.limit, base::format_duration(limit.window), base::format_duration(limit.hold),
      base::format_duration(limit.quiet));
}

}  // namespace redrive::central
