#include "central/core/classifier.h"

#include <fmt/format.h>
#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>

#include "central/core/shipped_rules.h"
#include "shared/model/failure_type.h"

namespace redrive::central {
namespace {

RE2::Options pattern_options() {
  RE2::Options options(RE2::Quiet);
  options.set_case_sensitive(false);
  options.set_max_mem(64 << 20);  // for all patterns together; RE2's bound on states, reached only by hostile patterns
  return options;
}

// "Disk-Full" as people and other systems write it.
std::string type_name(std::string_view given) {
  std::string name(given);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-' || c == ' ') c = '_';
  }
  return name;
}

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

// Texts that have no word in common: what is found in each of them is found in every text.
bool is_in_every_text(const RE2& pattern) {
  return std::ranges::all_of(std::array{"Bad 17, PC.", "xyz 80; qu-2", "LMF: (45) oj_"},
                             [&](const char* text) { return RE2::PartialMatch(text, pattern); });
}

std::string ends_of(std::string_view text) {
  constexpr std::size_t kHalf = Classifier::kLooked / 2;
  return std::string(text.substr(0, kHalf)).append("\n").append(text.substr(text.size() - kHalf));
}

}  // namespace

struct Classifier::Patterns {
  RE2::Set set{pattern_options(), RE2::UNANCHORED};
};

Classifier::Classifier(const std::vector<std::string>& types, const std::vector<config::ClassifyRule>& rules,
                       bool with_shipped_rules)
    : types_(types.begin(), types.end()), patterns_(std::make_unique<Patterns>()) {
  for (const auto type : model::failure_type::kShipped) types_.emplace(type);
  for (const auto& rule : rules) add(rule);
  if (with_shipped_rules) {
    for (const auto& rule : shipped_rules()) put(rule);
  }
  if (!patterns_->set.Compile()) {
    problems_.emplace_back("the [[rule]] patterns together are too large; none is used");
    rules_.clear();
  }
}

Classifier::~Classifier() = default;

void Classifier::add(const config::ClassifyRule& rule) {
  const RE2 alone(rule.pattern, pattern_options());
  if (!alone.ok()) {
    problems_.push_back(fmt::format("{}: [[rule]] pattern '{}': {}; expected a regular expression as RE2 takes it",
                                    rule.place, rule.pattern, alone.error()));
  } else if (is_in_every_text(alone)) {
    problems_.push_back(fmt::format(
        "{}: [[rule]] pattern '{}' is found in every text; expected one that tells some failures from others",
        rule.place, rule.pattern));
  } else {
    put(rule);
  }
}

void Classifier::put(const config::ClassifyRule& rule) {
  patterns_->set.Add(piece(rule.pattern), nullptr);
  rules_.push_back(rule);
}

const config::ClassifyRule* Classifier::first_match(std::string_view text) const {
  if (rules_.empty() || text.empty()) return nullptr;
  std::vector<int> matched;
  if (!patterns_->set.Match(piece(text), &matched) || matched.empty()) return nullptr;
  return &rules_[static_cast<std::size_t>(*std::ranges::min_element(matched))];
}

ClassifiedBy Classifier::decide(std::string_view given, std::string_view text) const {
  std::string unconfigured;
  if (!given.empty()) {
    if (std::string name = type_name(given); types_.contains(name)) return {{std::move(name), ""}, nullptr, ""};
    unconfigured = fmt::format("given type '{}' is not configured; ", given);
  }
  const auto* rule = text.size() > kLooked ? first_match(ends_of(text)) : first_match(text);
  if (!rule)
    return {{std::string(model::failure_type::kUnknown), unconfigured + "no rule knows the text"}, nullptr, ""};
  return {{rule->type, fmt::format("{}the text is known by {}", unconfigured, rule->place)}, rule, ""};
}

Classified Classifier::classify(std::string_view given, std::string_view text) const {
  return decide(given, text).found;
}

ClassifiedBy Classifier::explain(std::string_view given, std::string_view text) const {
  ClassifiedBy by = decide(given, text);
  if (!by.rule) return by;
  const std::string looked = text.size() > kLooked ? ends_of(text) : std::string(text);
  const RE2 pattern(by.rule->pattern, pattern_options());
  re2::StringPiece found;
  if (pattern.Match(looked, 0, looked.size(), RE2::UNANCHORED, &found, 1)) by.matched = std::string(found);
  return by;
}

}  // namespace redrive::central
