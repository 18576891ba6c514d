#include "central/core/classifier.h"

#include <fmt/format.h>
#include <re2/filtered_re2.h>
#include <re2/re2.h>
#include <utf8proc.h>

#include <algorithm>

#include "central/core/shipped_rules.h"
#include "central/core/word_finder.h"
#include "shared/model/failure_type.h"

namespace redrive::central {
namespace {

RE2::Options pattern_options() {
  RE2::Options options(RE2::Quiet);
  options.set_case_sensitive(false);
  options.set_max_mem(4 << 20);  // for each pattern, its states among it
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

// Texts that have no word in common: what is found in each of them is found in almost every text.
bool is_in_every_text(const RE2& pattern) {
  return std::ranges::all_of(std::array{"Bad 17, PC.", "xyz 80; qu-2", "LMF: (45) oj_"},
                             [&](const char* text) { return RE2::PartialMatch(text, pattern); });
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// One form of all letters that RE2 takes for the same when it ignores case: "K", "k" and the Kelvin sign, all three
// sigmas. Bytes that are not UTF-8 stay.
std::string without_case(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    utf8proc_int32_t point = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &point);
    if (length <= 1) {
      out.push_back(text[0]);  // ASCII: the finder ignores its case itself
      text.remove_prefix(1);
      continue;
    }
    utf8proc_uint8_t bytes[4];
    out.append(reinterpret_cast<const char*>(bytes),
               static_cast<std::size_t>(utf8proc_encode_char(utf8proc_tolower(utf8proc_toupper(point)), bytes)));
    text.remove_prefix(static_cast<std::size_t>(length));
  }
  return out;
}

std::string ends_of(std::string_view text) {
  constexpr std::size_t kHalf = Classifier::kLooked / 2;
  return std::string(text.substr(0, kHalf)).append("\n").append(text.substr(text.size() - kHalf));
}

}  // namespace

// One automaton of all patterns would be quick for texts like those before, and build a new state at every byte of a
// text unlike them. Instead the words that a pattern needs are looked for, and only patterns whose words are there are
// tried.
struct Classifier::Patterns {
  static constexpr int kLeastWord = 4;  // bytes; a pattern without such words is tried on every text

  re2::FilteredRE2 all{kLeastWord};
  WordFinder words;
};

Classifier::Classifier(const std::vector<std::string>& types, const std::vector<config::ClassifyRule>& rules,
                       bool with_shipped_rules)
    : types_(types.begin(), types.end()), patterns_(std::make_unique<Patterns>()) {
  for (const auto type : model::failure_type::kShipped) types_.emplace(type);
  for (const auto& rule : rules) add(rule);
  const std::size_t configured = rules_.size();
  if (with_shipped_rules) {
    for (const auto& rule : shipped_rules()) put(rule);
  }
  if (rules_.empty()) return;
  warn_of_hidden(configured);
  std::vector<std::string> words;
  patterns_->all.Compile(&words);
  for (auto& word : words) word = without_case(word);
  patterns_->words = WordFinder(words);
}

Classifier::~Classifier() = default;

void Classifier::add(const config::ClassifyRule& rule) {
  const RE2 alone(rule.pattern, pattern_options());
  if (!alone.ok()) {
    problems_.push_back(fmt::format("{}: [[rule]] pattern '{}': {}; expected a regular expression as RE2 takes it",
                                    rule.place, rule.pattern, alone.error()));
  } else {
    put(rule);
    if (!takes_all_ && is_in_every_text(alone)) takes_all_ = rules_.size() - 1;
  }
}

void Classifier::put(const config::ClassifyRule& rule) {
  int number = 0;
  patterns_->all.Add(piece(rule.pattern), pattern_options(), &number);
  rules_.push_back(rule);
}

void Classifier::warn_of_hidden(std::size_t configured) {
  if (!takes_all_ || *takes_all_ + 1 == rules_.size()) return;
  const auto& rule = rules_[*takes_all_];
  std::vector<std::string> hidden;
  for (std::size_t i = *takes_all_ + 1; i < configured; ++i) hidden.push_back(rules_[i].place);
  if (configured < rules_.size()) hidden.emplace_back("those that ship");
  warnings_.push_back(
      fmt::format("{}: [[rule]] pattern '{}' is found in almost every text; the rules after it are never "
                  "tried ({}); expected it last, and [alerts] shipped_rules = false where that is meant",
                  rule.place, rule.pattern, fmt::join(hidden, ", ")));
}

const config::ClassifyRule* Classifier::hidden_by(std::size_t rule) const {
  return takes_all_ && *takes_all_ < rule ? &rules_[*takes_all_] : nullptr;
}

const config::ClassifyRule* Classifier::first_match(std::string_view text) const {
  if (rules_.empty() || text.empty()) return nullptr;
  const auto words = is_ascii(text) ? patterns_->words.find(text) : patterns_->words.find(without_case(text));
  const int first = patterns_->all.FirstMatch(piece(text), words);
  return first < 0 ? nullptr : &rules_[static_cast<std::size_t>(first)];
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
  const RE2& pattern = patterns_->all.GetRE2(static_cast<int>(by.rule - rules_.data()));
  re2::StringPiece found;
  if (pattern.Match(looked, 0, looked.size(), RE2::UNANCHORED, &found, 1)) by.matched = std::string(found);
  return by;
}

}  // namespace redrive::central
