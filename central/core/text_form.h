// The normal form names of places are compared in.
#pragma once

#include <string>
#include <string_view>

namespace redrive::central {

// NFKC and full case folding (Unicode 3.13), every script's digits as 0 to 9, apostrophes dropped, other punctuation,
// symbols and white space as single spaces, none at the ends. Text that is not UTF-8 is folded as ASCII only. Looks at
// the first model::kMaxLocation bytes, whatever comes; never longer than about three times that.
std::string folded(std::string_view text);

// folded() without its spaces: "pun-024", "PUN 024" and "pun024" are one code.
std::string without_spaces(std::string folded);
inline std::string folded_code(std::string_view text) {
  return without_spaces(folded(text));
}

// `folded` without the accents of Latin, Greek and Cyrillic letters; the marks of other scripts are letters of theirs.
std::string unaccented(std::string folded);

}  // namespace redrive::central
