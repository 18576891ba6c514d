#include "mail/compose/transfer_encoding.h"

#include <cstdint>

namespace redrive::mail {
namespace {

constexpr std::size_t kLine = 76;
constexpr std::string_view kHex = "0123456789ABCDEF";

std::string escaped(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return {'=', kHex[byte >> 4], kHex[byte & 15]};
}

// The character at the start of `rest`, as it stands in a line at `column`.
std::string quoted(std::string_view rest, std::size_t column) {
  const char c = rest[0];
  bool literal = c > 0x20 && c < 0x7F && c != '=';
  if ((c == ' ' || c == '\t') && rest.size() > 1) literal = true;  // only at the end of a line relays strip it
  if (column == 0 && (c == '.' || rest.substr(0, 5) == "From ")) literal = false;
  return literal ? std::string(1, c) : escaped(c);
}

// One line of text without its end, soft breaks ("=" at the end) where it is too long.
void append_quoted_line(std::string& out, std::string_view line) {
  std::size_t column = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    std::string piece = quoted(line.substr(i), column);
    if (column + piece.size() > kLine - 1) {
      out += "=\r\n";
      column = 0;
      piece = quoted(line.substr(i), column);
    }
    out += piece;
    column += piece.size();
  }
}

}  // namespace

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) out += i + k <= bytes.size() ? kDigits[group >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

std::string base64_lines(std::string_view bytes) {
  const std::string all = base64(bytes);
  std::string out;
  for (std::size_t i = 0; i < all.size(); i += kLine) out.append(all, i, kLine).append("\r\n");
  return out;
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    append_quoted_line(out, text.substr(0, end));
    out += "\r\n";
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace redrive::mail
