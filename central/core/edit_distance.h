// How many slips of the keyboard lie between two words.
#pragma once

#include <optional>
#include <string_view>

namespace redrive::central {

inline constexpr std::size_t kMaxEdited = 32;  // characters; a longer word is itself or nothing

// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment) from `a` to `b`; nothing when
// it takes more than `most`, or when either is longer than kMaxEdited.
std::optional<unsigned> edits_between(std::u32string_view a, std::u32string_view b, unsigned most);

}  // namespace redrive::central
