// Every word of the location table, and which of them a misspelt word may mean.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "central/core/place_words.h"

namespace redrive::central {

using WordId = std::uint32_t;

struct Likeness {
  WordId word = 0;
  double degree = 1;  // 1: the very word; less with each slip
};

// Filled first, then asked; asking is safe from any thread.
class WordBook {
 public:
  WordId add(const PlaceWord& word);  // the same id for the same text
  std::size_t size() const { return words_.size(); }

  bool knows(std::string_view text) const { return ids_.contains(std::string(text)); }
  // At most kMaxLike, the likest first. Numbers, letters and compass points are like themselves only.
  std::vector<Likeness> like(const PlaceWord& word) const;
  static constexpr std::size_t kMaxLike = 8;

  // Blanks lost or added: of neighbours where the book has the two as one word, they are one, and the other way round.
  std::vector<PlaceWord> respaced(std::vector<PlaceWord> words) const;

 private:
  struct Spelling {
    WordId id = 0;
    std::u32string letters;
    std::uint64_t letters_in_it = 0;  // a bit for each letter, by its low six bits
  };
  bool split(const PlaceWord& word, std::vector<PlaceWord>& into) const;

  std::unordered_map<std::string, WordId> ids_;
  std::vector<PlaceWord> words_;
  std::vector<std::vector<Spelling>> by_length_;
};

}  // namespace redrive::central
