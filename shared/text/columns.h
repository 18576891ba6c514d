// How many columns of a terminal a text takes, and what fits into so many. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace redrive::text {

// Of UTF-8: 2 for the wide characters of East Asian scripts and for emoji, 0 for those that are written over the one
// before, 1 for any other; a byte that is not UTF-8 counts as one column.
std::size_t columns(std::string_view text);

// As much of `text` as fits into `most` columns, "…" at the end where something was cut off; control characters as
// spaces.
std::string fit(std::string_view text, std::size_t most);

// fit(), and filled with spaces up to exactly `width` columns.
std::string cell(std::string_view text, std::size_t width);

// "879 kB", "12.5 MB": for people, powers of ten.
std::string size_words(std::uint64_t bytes);

}  // namespace redrive::text
