#include "central/core/site_names.h"

#include <algorithm>

#include "central/core/text_form.h"

namespace redrive::central {
namespace {

constexpr std::size_t kMaxCodeParts = 4, kMaxPieces = 64;  // "hq-pun-024-b"; pieces of a text that are looked at
constexpr std::size_t kShortestInside = 4;                 // bytes of a code that may stand among other words

bool looks_like_code(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.size() >= kShortestInside && std::any_of(text.begin(), text.end(), digit) &&
         !std::all_of(text.begin(), text.end(), digit);
}

std::vector<std::string_view> pieces_of(std::string_view folded) {
  std::vector<std::string_view> pieces;
  while (!folded.empty() && pieces.size() < kMaxPieces) {
    const std::size_t end = std::min(folded.find(' '), folded.size());
    pieces.push_back(folded.substr(0, end));
    folded.remove_prefix(std::min(end + 1, folded.size()));
  }
  return pieces;
}

std::string code_of(const std::vector<PlaceWord>& words) {
  return without_spaces(joined(words));
}

}  // namespace

void SiteNames::Table::enter(std::string key, const model::Location& location) {
  if (key.empty()) return;
  const auto [at, fresh] = at_.emplace(std::move(key), &location);
  if (!fresh && at->second != &location) at->second = nullptr;
}

const model::Location* SiteNames::Table::find(const std::string& key) const {
  const auto at = at_.find(key);
  return at == at_.end() ? nullptr : at->second;
}

SiteNames::SiteNames(const model::Inventory& inventory) {
  const auto enter_code = [this](const std::string& form, const model::Location& location) {
    const std::string code = without_spaces(form);
    if (looks_like_code(code)) code_likes_.enter(code, location);
  };
  for (const auto& [key, location] : inventory.locations) {
    const std::string code = folded(location.code), name = folded(location.name);
    longest_code_ = std::max(longest_code_, code.size());
    codes_.enter(without_spaces(code), location);
    code_words_.enter(code_of(place_words(code)), location);
    enter_code(code, location);
    names_.enter(name, location);
    name_words_.enter(joined(place_words(name)), location);
    for (const auto& text : location.aliases) {
      const std::string alias = folded(text);
      const auto words = place_words(alias);
      aliases_.enter(alias, location);
      alias_words_.enter(joined(words), location);
      if (words.size() <= kMaxCodeParts) enter_code(alias, location);
    }
  }
}

ExactMatch SiteNames::find(const std::string& folded) const {
  if (folded.size() <= 2 * longest_code_) {
    if (const auto* found = codes_.find(without_spaces(folded))) return {found, "code"};
  }
  if (const auto* found = names_.find(folded)) return {found, "name"};
  if (const auto* found = aliases_.find(folded)) return {found, "alias"};
  return {};
}

ExactMatch SiteNames::find(const std::vector<PlaceWord>& words) const {
  const std::string text = joined(words);
  if (const auto* found = name_words_.find(text)) return {found, "name"};
  if (const auto* found = alias_words_.find(text)) return {found, "alias"};
  return {};
}

ExactMatch SiteNames::find_inside(std::string_view folded) const {
  const auto pieces = pieces_of(folded);
  const model::Location* found = nullptr;
  for (std::size_t first = 0; first < pieces.size(); ++first) {
    std::string code;
    for (std::size_t next = first; next < std::min(pieces.size(), first + kMaxCodeParts); ++next) {
      code += pieces[next];
      const auto* location = code_likes_.find(code);
      if (!location) continue;
      if (found && found != location) return {};
      found = location;
    }
  }
  return {found, found ? "code" : ""};
}

const model::Location* SiteNames::near_code(const std::vector<PlaceWord>& words) const {
  std::string code = code_of(words);
  const bool short_enough = words.size() <= kMaxCodeParts && code.size() <= 32;
  if (!short_enough || !looks_like_code(code)) return nullptr;
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const model::Location* found = code_words_.find(code);
  if (found) return found;
  for (std::size_t i = 0; i + 1 < code.size(); ++i) {
    if (!letter(code[i]) || !letter(code[i + 1]) || code[i] == code[i + 1]) continue;
    std::swap(code[i], code[i + 1]);
    const auto* location = code_words_.find(code);
    std::swap(code[i], code[i + 1]);
    if (!location) continue;
    if (found && found != location) return nullptr;
    found = location;
  }
  return found;
}

}  // namespace redrive::central
