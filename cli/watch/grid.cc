#include "cli/watch/grid.h"

#include <algorithm>

#include "shared/text/columns.h"

namespace redrive::cli {

std::string line_of(const Pieces& pieces, std::size_t width) {
  std::string out;
  for (const auto& piece : pieces) {
    const std::string fitting = text::fit(piece.text, width);
    out += mark(piece.tone, fitting);
    width -= std::min(width, text::columns(fitting));
    if (width == 0) break;
  }
  return out;
}

std::vector<std::string> grid(const std::vector<Pieces>& rows, std::size_t width, std::size_t most) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], std::min(most, text::columns(row[i].text)));
  }
  std::vector<std::string> out;
  for (const auto& row : rows) {
    Pieces line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool last = i + 1 == row.size();
      const std::string shown = last ? row[i].text : text::fit(row[i].text, widths[i]);
      line.push_back({shown, row[i].tone});
      if (!last) line.push_back({std::string(widths[i] - text::columns(shown) + 2, ' ')});
    }
    out.push_back(line_of(line, width));
  }
  return out;
}

std::size_t marked_columns(const std::string& line) {
  return text::columns(paint(line, Surface::kFile));
}

}  // namespace redrive::cli
