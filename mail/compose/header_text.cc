#include "mail/compose/header_text.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "mail/compose/transfer_encoding.h"
#include "shared/model/alert.h"

namespace redrive::mail {
namespace {

// Length of the character that starts valid UTF-8 `text`.
std::size_t character_length(std::string_view text) {
  const auto c = static_cast<unsigned char>(text[0]);
  const std::size_t length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
  return std::min(length, text.size());
}

// C1 controls U+0080..U+009F, the separators U+2028/9, bidirectional overrides and isolates U+202A..E, U+2066..9, BOM.
bool invisible_or_misleading(std::string_view character) {
  if (character.size() == 2) return character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0;
  if (character.size() != 3) return false;
  if (character == "\xEF\xBB\xBF") return true;
  const auto last = static_cast<unsigned char>(character[2]);
  if (character.substr(0, 2) == "\xE2\x80") return last >= 0xA8 && last <= 0xAE;
  return character.substr(0, 2) == "\xE2\x81" && last >= 0xA6 && last <= 0xA9;
}

bool plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

bool has_long_word(std::string_view text, std::size_t longest) {
  std::size_t run = 0;
  for (char c : text) {
    run = c == ' ' ? 0 : run + 1;
    if (run > longest) return true;
  }
  return false;
}

std::string fold(std::string line) {
  std::string out;
  while (line.size() > kMaxMailLine) {
    // A line of spaces only would be an end of headers to some readers, so the break comes after something visible.
    auto cut = line.rfind(' ', kMaxMailLine);
    if (cut == std::string::npos || line.find_first_not_of(' ') >= cut) break;
    out += line.substr(0, cut) + "\r\n";
    line.erase(0, cut);
  }
  return out + line;
}

}  // namespace

std::string clean_line(std::string_view text, std::size_t limit) {
  const std::string valid = model::clean_text(text.substr(0, 4 * limit + 4), 4 * limit);
  std::string out;
  for (std::string_view rest = valid; !rest.empty();) {
    std::string_view piece = rest.substr(0, character_length(rest));
    rest.remove_prefix(piece.size());
    if (invisible_or_misleading(piece) || piece == "\n" || piece == "\t") piece = " ";
    if (piece == " " && (out.empty() || out.back() == ' ')) continue;
    if (out.size() + piece.size() > limit) break;
    out += piece;
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string encode_words(std::string_view text, std::size_t column) {
  static constexpr std::string_view kOpen = "=?UTF-8?B?", kClose = "?=";
  std::string out;
  while (!text.empty()) {
    const std::size_t room = std::min<std::size_t>(75, kMaxMailLine - std::min(column, kMaxMailLine - 20));
    const std::size_t bytes = (room - kOpen.size() - kClose.size()) / 4 * 3;
    std::size_t take = 0;
    while (take < text.size()) {
      const std::size_t next = character_length(text.substr(take));
      if (take + next > bytes && take > 0) break;
      take += next;
    }
    if (!out.empty()) out += "\r\n ";
    out.append(kOpen).append(base64(text.substr(0, take))).append(kClose);
    text.remove_prefix(take);
    column = 1;
  }
  return out;
}

std::string text_header(std::string_view name, std::string_view value) {
  const std::string clean = clean_line(value, 900);
  if (clean.empty()) return {};
  std::string line = std::string(name) + ": ";
  if (!plain_ascii(clean) || clean.find("=?") != std::string::npos ||
      has_long_word(clean, kMaxMailLine - line.size())) {
    return line + encode_words(clean, line.size()) + "\r\n";
  }
  return fold(line + clean) + "\r\n";
}

std::string list_header(std::string_view name, const std::vector<std::string>& parts, std::string_view separator) {
  if (parts.empty()) return {};
  std::string out = std::string(name) + ": ";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out.append(separator).append("\r\n ");
    out += parts[i];
  }
  return out + "\r\n";
}

std::string id_part(std::string_view text) {
  std::string out(text.substr(0, 40));
  const auto bad = [](char c) { return !std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_'; };
  std::replace_if(out.begin(), out.end(), bad, '-');
  return out.empty() ? "none" : out;
}

std::string mail_date(base::UtcTime at) {
  static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", kDays[std::chrono::weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

}  // namespace redrive::mail
