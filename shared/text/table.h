// Text for people at a terminal: aligned tables, commands as one could type them, progress bars. Pure.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace redrive::text {

using Row = std::vector<std::string>;

// Columns as wide as their widest cell, two spaces between; the first row is the heading. Cells are shown in one line,
// control characters as spaces; no trailing spaces.
std::string table(const std::vector<Row>& rows);
// The same, with each cell as `dressed` gives it back: something around it that takes no columns of its own.
using Dress = std::function<std::string(std::size_t row, std::size_t column, const std::string& cell)>;
std::string table(const std::vector<Row>& rows, const Dress& dressed);

// `text` as lines of at most `columns` columns, each after `indent` spaces; a word that is longer stands alone. Ends in
// "\n".
std::string paragraph(std::string_view text, std::size_t indent, std::size_t columns = 80);

// Up to the first line break.
std::string first_line(std::string_view text);

// An argument vector as one line, quoted where a shell would need it.
std::string shown_command(const std::vector<std::string>& command);

// "[#####.....] 5 of 10"; full when `whole` is 0.
std::string progress_bar(std::size_t done, std::size_t whole);

}  // namespace redrive::text
