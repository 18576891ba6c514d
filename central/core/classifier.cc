#include "central/core/classifier.h"

#include <fmt/format.h>
#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>

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

}  // namespace

struct Classifier::Patterns {
  RE2::Set set{pattern_options(), RE2::UNANCHORED};
};

Classifier::Classifier(const std::vector<std::string>& types, const std::vector<config::ClassifyRule>& rules)
    : types_(types.begin(), types.end()), patterns_(std::make_unique<Patterns>()) {
  for (const auto type : model::failure_type::kShipped) types_.emplace(type);
  for (const auto& rule : rules) {
    std::string why;
    if (patterns_->set.Add(rule.pattern, &why) < 0) {
      problems_.push_back(fmt::format("{}: pattern '{}': {}", rule.place, rule.pattern, why));
    } else {
      rules_.push_back(rule);
    }
  }
  if (!patterns_->set.Compile()) {
    problems_.emplace_back("the [[rule]] patterns together are too large; none is used");
    rules_.clear();
  }
}

Classifier::~Classifier() = default;

const config::ClassifyRule* Classifier::first_match(std::string_view text) const {
  if (rules_.empty() || text.empty()) return nullptr;
  std::vector<int> matched;
  if (!patterns_->set.Match(re2::StringPiece(text.data(), text.size()), &matched) || matched.empty()) return nullptr;
  return &rules_[static_cast<std::size_t>(*std::min_element(matched.begin(), matched.end()))];
}

Classified Classifier::classify(std::string_view given, std::string_view text) const {
  std::string unconfigured;
  if (!given.empty()) {
    if (std::string name = type_name(given); types_.contains(name)) return {std::move(name), ""};
    unconfigured = fmt::format("given type '{}' is not configured; ", given);
  }
  if (const auto* rule = first_match(text)) {
    return {rule->type, fmt::format("{}pattern '{}' ({}) is in the text", unconfigured, rule->pattern, rule->place)};
  }
  return {std::string(model::failure_type::kUnknown), unconfigured + "no rule knows the text"};
}

}  // namespace redrive::central
