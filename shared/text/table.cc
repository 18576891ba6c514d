#include "shared/text/table.h"

#include <algorithm>

#include "shared/text/columns.h"

namespace redrive::text {
namespace {

constexpr std::size_t kBar = 30;

std::string one_line(std::string cell) {
  for (char& c : cell) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return cell;
}

std::string line(const std::vector<Row>& rows, std::size_t number, const std::vector<std::size_t>& widths,
                 const Dress& dressed) {
  const Row& row = rows[number];
  std::string out;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string cell = one_line(row[i]);
    out += dressed ? dressed(number, i, cell) : cell;
    out.append(widths[i] - columns(cell) + 2, ' ');
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out + '\n';
}

}  // namespace

std::string table(const std::vector<Row>& rows) {
  return table(rows, {});
}

std::string table(const std::vector<Row>& rows, const Dress& dressed) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
  }
  std::string out;
  for (std::size_t i = 0; i < rows.size(); ++i) out += line(rows, i, widths, dressed);
  return out;
}

std::string paragraph(std::string_view text, std::size_t indent, std::size_t most) {
  const std::string clean = one_line(std::string(text)), margin(indent, ' ');
  std::string out, row = margin;
  for (std::size_t at = clean.find_first_not_of(' '); at != std::string::npos;) {
    const std::size_t end = std::min(clean.find(' ', at), clean.size());
    const std::string_view word = std::string_view(clean).substr(at, end - at);
    const bool begins = row.size() == indent;
    if (!begins && columns(row) + 1 + columns(word) > most) {
      out += row + "\n";
      row = margin;
    } else if (!begins) {
      row += ' ';
    }
    row += word;
    at = clean.find_first_not_of(' ', end);
  }
  return row.size() == indent ? out : out + row + "\n";
}

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

std::string shown_command(const std::vector<std::string>& command) {
  std::string out;
  for (const auto& argument : command) {
    const bool plain = !argument.empty() && argument.find_first_of(" \t\n'\"\\$`*?&|;<>()#~") == std::string::npos;
    std::string quoted = argument;
    for (std::size_t at = 0; !plain && (at = quoted.find('\'', at)) != std::string::npos; at += 4)
      quoted.replace(at, 1, "'\\''");
    out += (out.empty() ? "" : " ") + (plain ? argument : "'" + quoted + "'");
  }
  return out;
}

std::string progress_bar(std::size_t done, std::size_t whole) {
  const std::size_t filled = whole == 0 ? kBar : kBar * std::min(done, whole) / whole;
  return "[" + std::string(filled, '#') + std::string(kBar - filled, '.') + "] " + std::to_string(done) + " of " +
         std::to_string(whole);
}

}  // namespace redrive::text
