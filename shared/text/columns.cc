#include "shared/text/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace redrive::text {
namespace {

struct Range {
  char32_t first, last;
};

// Unicode 15, East_Asian_Width W and F, as ranges: what lies between small gaps is taken along.
constexpr Range kWide[] = {{0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x25FD, 0x25FE},
                           {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},
                           {0x2705, 0x2705},   {0x270A, 0x270B},   {0x274C, 0x274C},   {0x2753, 0x2755},
                           {0x2795, 0x2797},   {0x2B1B, 0x2B1C},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
                           {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},
                           {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},
                           {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x18CFF}, {0x1AFF0, 0x1B2FF},
                           {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
constexpr Range kOver[] = {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F},
                           {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F},
                           {0x202A, 0x202E}, {0x2060, 0x2069}, {0x20D0, 0x20FF}, {0x3099, 0x309A}, {0xFE00, 0xFE0F},
                           {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}};

template <std::size_t N>
bool is_in(const Range (&ranges)[N], char32_t code) {
  const auto* after = std::upper_bound(std::begin(ranges), std::end(ranges), code,
                                       [](char32_t c, const Range& r) { return c < r.first; });
  return after != std::begin(ranges) && code <= (after - 1)->last;
}

struct Character {
  std::size_t bytes = 1, columns = 1;
};

std::size_t sequence_length(unsigned char first) {
  if (first < 0xC2 || first > 0xF4) return 1;
  return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

// The first character of a text that is not empty.
Character first_of(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = sequence_length(first);
  if (length == 1 || length > text.size()) return {};
  char32_t code = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80U) return {};
    code = code << 6U | (next & 0x3FU);
  }
  return {length, is_in(kOver, code) ? 0U : is_in(kWide, code) ? 2U : 1U};
}

void append_clean(std::string& out, std::string_view character) {
  const auto first = static_cast<unsigned char>(character.front());
  out += first < 0x20 || first == 0x7F ? " " : character;
}

}  // namespace

std::size_t columns(std::string_view text) {
  std::size_t sum = 0;
  while (!text.empty()) {
    const Character next = first_of(text);
    sum += next.columns;
    text.remove_prefix(next.bytes);
  }
  return sum;
}

std::string fit(std::string_view text, std::size_t most) {
  const bool whole = columns(text) <= most;
  const std::size_t room = whole ? most : std::max<std::size_t>(most, 1) - 1;
  std::string out;
  for (std::size_t used = 0; !text.empty();) {
    const Character next = first_of(text);
    if (used + next.columns > room) break;
    used += next.columns;
    append_clean(out, text.substr(0, next.bytes));
    text.remove_prefix(next.bytes);
  }
  return whole || most == 0 ? out : out + "…";
}

std::string cell(std::string_view text, std::size_t width) {
  std::string out = fit(text, width);
  out.append(width - std::min(width, columns(out)), ' ');
  return out;
}

std::string size_words(std::uint64_t bytes) {
  constexpr std::array kUnits = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
  if (bytes < 1000) return fmt::format("{} {}", bytes, bytes == 1 ? "byte" : "bytes");
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 999.5 && unit + 1 < kUnits.size(); value /= 1000) ++unit;
  return value < 99.95 ? fmt::format("{:.1f} {}", value, kUnits[unit]) : fmt::format("{:.0f} {}", value, kUnits[unit]);
}

}  // namespace redrive::text
