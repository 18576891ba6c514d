// A location as words that can be compared one by one: abbreviations, word order and spacing no longer matter.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace redrive::central {

enum class WordKind : std::uint8_t {
  kWord,
  kGeneric,  // "street", "building", "floor": says little by itself
  kNumber,   // up to four digits: house, building, floor. Never corrected into another one
  kLong,     // more digits: postcodes, telephone numbers
  kLetter,   // a single letter, as in "Block A"
  kCompass,  // "north" and the like
};

// Words that tell places apart and have no misspellings: one that differs is another place.
inline bool is_exact(WordKind kind) {
  return kind != WordKind::kWord && kind != WordKind::kGeneric;
}

struct PlaceWord {
  std::string text;  // folded, unaccented, abbreviations in one form ("Street", "Str.", "Saint" and "St" are "st")
  WordKind kind = WordKind::kWord;
  std::string_view label;  // of a number or letter: the generic word just before it ("bldg" of "Building 24")
  bool detail = false;     // a number inside a site: rack, room, floor

  bool operator==(const PlaceWord&) const = default;
};

inline constexpr std::size_t kMaxPlaceWords = 48;  // what follows is not looked at

// `folded` is what folded() gives. Filler ("the", "of", "no." before a number) is left out, numbers lose leading zeros,
// a compound such as "Speicherstr" is two words, a Chinese or Japanese character is a word.
std::vector<PlaceWord> place_words(std::string_view folded);

// The words as one text: what equals in this form is the same name.
std::string joined(const std::vector<PlaceWord>& words);

}  // namespace redrive::central
