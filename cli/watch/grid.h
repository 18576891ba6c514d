// Lines of marked pieces that fit into so many columns. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/marks.h"

namespace redrive::cli {

struct Piece {
  std::string text;
  Tone tone = Tone::kPlain;
};
using Pieces = std::vector<Piece>;

// The pieces one after the other, cut off where the line ends; control characters as spaces.
std::string line_of(const Pieces& pieces, std::size_t width);

// Columns as wide as their widest cell, but none wider than `most`, two spaces between; the last one has the rest.
std::vector<std::string> grid(const std::vector<Pieces>& rows, std::size_t width, std::size_t most = 28);

// How many columns a marked line takes.
std::size_t marked_columns(const std::string& line);

}  // namespace redrive::cli
