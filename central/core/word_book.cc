#include "central/core/word_book.h"

#include <utf8proc.h>

#include <algorithm>
#include <bit>

#include "central/core/edit_distance.h"

namespace redrive::central {
namespace {

constexpr std::size_t kShortestBegun = 4;  // letters of a word cut short
constexpr double kBegun = 0.8;

std::u32string letters_of(std::string_view text) {
  std::u32string out;
  while (!text.empty()) {
    utf8proc_int32_t c = 0;
    const auto used = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &c);
    out.push_back(used > 0 ? static_cast<char32_t>(c) : U'\uFFFD');
    text.remove_prefix(static_cast<std::size_t>(std::max<utf8proc_ssize_t>(used, 1)));
  }
  return out;
}

std::uint64_t letters_in(std::u32string_view letters) {
  std::uint64_t bits = 0;
  for (const char32_t c : letters) bits |= std::uint64_t{1} << (c & 63U);
  return bits;
}

// Slips that a word of this length may have and still be meant. Short words are often another word one letter away.
unsigned slips_in(std::size_t length) {
  if (length <= 2) return 0;
  if (length <= 7) return 1;
  return length <= 12 ? 2 : 3;
}

double degree_between(std::u32string_view a, std::u32string_view b) {
  const std::size_t longer = std::max(a.size(), b.size()), shorter = std::min(a.size(), b.size());
  if (const auto edits = edits_between(a, b, slips_in(longer))) {
    if (longer == 3 && (shorter < 3 || !std::is_permutation(a.begin(), a.end(), b.begin()))) return 0;
    return 1.0 - static_cast<double>(*edits) / static_cast<double>(longer);
  }
  const bool begun = shorter >= kShortestBegun && a.substr(0, shorter) == b.substr(0, shorter);
  return begun && 2 * shorter >= longer ? kBegun : 0;
}

}  // namespace

WordId WordBook::add(const PlaceWord& word) {
  const auto [at, fresh] = ids_.try_emplace(word.text, static_cast<WordId>(words_.size()));
  if (!fresh) return at->second;
  words_.push_back(word);
  std::u32string letters = letters_of(word.text);
  if (word.kind == WordKind::kWord && letters.size() <= kMaxEdited) {
    if (by_length_.size() <= letters.size()) by_length_.resize(letters.size() + 1);
    const auto bits = letters_in(letters);
    by_length_[letters.size()].push_back({at->second, std::move(letters), bits});
  }
  return at->second;
}

std::vector<Likeness> WordBook::like(const PlaceWord& word) const {
  std::vector<Likeness> found;
  const auto same = ids_.find(word.text);
  if (same != ids_.end()) found.push_back({same->second, 1});
  if (word.kind != WordKind::kWord) return found;
  const std::u32string letters = letters_of(word.text);
  if (letters.size() > kMaxEdited) return found;
  const std::uint64_t bits = letters_in(letters);
  const std::size_t longest = std::min(by_length_.size(), 2 * letters.size() + 1);
  for (std::size_t length = (letters.size() + 1) / 2; length < longest; ++length) {
    const unsigned slips = slips_in(std::max(length, letters.size()));
    for (const Spelling& spelling : by_length_[length]) {
      // A slip changes two letters at most; a word cut short has no letter of its own.
      const bool near = std::popcount(bits ^ spelling.letters_in_it) <= static_cast<int>(2 * slips);
      const bool inside = (bits & ~spelling.letters_in_it) == 0 || (spelling.letters_in_it & ~bits) == 0;
      if (!near && !inside) continue;
      const double degree = degree_between(letters, spelling.letters);
      if (degree > 0 && degree < 1) found.push_back({spelling.id, degree});
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.degree > b.degree; });
  if (found.size() > kMaxLike) found.resize(kMaxLike);
  return found;
}

bool WordBook::split(const PlaceWord& word, std::vector<PlaceWord>& into) const {
  if (word.kind != WordKind::kWord || word.text.size() < 6 || knows(word.text)) return false;
  for (std::size_t at = word.text.size() - 2; at >= 2; --at) {
    const auto parts = place_words(word.text.substr(0, at) + " " + word.text.substr(at));
    if (parts.size() != 2 || !knows(parts[0].text) || !knows(parts[1].text)) continue;
    into.insert(into.end(), parts.begin(), parts.end());
    return true;
  }
  return false;
}

std::vector<PlaceWord> WordBook::respaced(std::vector<PlaceWord> words) const {
  std::vector<PlaceWord> out;
  for (std::size_t i = 0; i < words.size() && out.size() < kMaxPlaceWords; ++i) {
    if (split(words[i], out)) continue;
    if (i + 1 < words.size() && !is_exact(words[i].kind) && !is_exact(words[i + 1].kind)) {
      const std::string both = words[i].text + words[i + 1].text;
      const bool strange = !knows(words[i].text) || !knows(words[i + 1].text);
      if (strange && knows(both)) {
        out.push_back({both, WordKind::kWord, {}, false});
        ++i;
        continue;
      }
    }
    out.push_back(std::move(words[i]));
  }
  return out;
}

}  // namespace redrive::central
