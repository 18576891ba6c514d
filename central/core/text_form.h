// The normal form names of places are compared in.
#pragma once

#include <string>
#include <string_view>

namespace redrive::central {

// NFKC and full case folding (Unicode 3.13), punctuation and white space as single spaces, none at the ends. Text that
// is not UTF-8 is folded as ASCII only. Never longer than about three times `text`.
std::string folded(std::string_view text);

// folded() without its spaces: "pun-024", "PUN 024" and "pun024" are one code.
std::string folded_code(std::string_view text);

}  // namespace redrive::central
