#include "central/core/text_form.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>

#include "shared/model/alert.h"

namespace redrive::central {
namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// The first bytes of it, no character cut in two.
std::string_view bounded(std::string_view text) {
  if (text.size() <= model::kMaxLocation) return text;
  std::size_t end = model::kMaxLocation;
  while (end > model::kMaxLocation - 4 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

// Decimal digits stand in runs of ten, from 0 to 9, in every script (Unicode 4.6).
char ascii_digit(utf8proc_int32_t digit) {
  int value = 0;
  while (value < 9 && utf8proc_category(digit - value - 1) == UTF8PROC_CATEGORY_ND) ++value;
  return static_cast<char>('0' + value);
}

bool is_apostrophe(utf8proc_int32_t c) {
  return c == '\'' || c == '`' || c == 0x2018 || c == 0x2019 || c == 0x02BC;
}

bool is_word_part(utf8proc_category_t category) {
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO) || category == UTF8PROC_CATEGORY_CO;
}

// Puts words together with single spaces between.
class Collapsed {
 public:
  explicit Collapsed(std::size_t size) { out_.reserve(size); }
  void gap() { gap_ = !out_.empty(); }
  void add(std::string_view part) {
    if (gap_) out_.push_back(' ');
    gap_ = false;
    out_ += part;
  }
  void add_byte(char c) {
    if (gap_) out_.push_back(' ');
    gap_ = false;
    out_.push_back(c);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
  bool gap_ = false;
};

std::string collapse_bytes(std::string_view text) {
  Collapsed out(text.size());
  for (const char c : text) {
    const bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    if (word) {
      out.add_byte(c);
    } else if (c >= 'A' && c <= 'Z') {
      out.add_byte(static_cast<char>(c - 'A' + 'a'));
    } else if (c != '\'' && c != '`') {
      out.gap();
    }
  }
  return out.take();
}

std::string collapse_characters(std::string_view text) {
  Collapsed out(text.size());
  while (!text.empty()) {
    utf8proc_int32_t c = 0;
    const auto used = static_cast<std::size_t>(
        std::max<utf8proc_ssize_t>(1, utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                       static_cast<utf8proc_ssize_t>(text.size()), &c)));
    const auto category = utf8proc_category(c);
    if (category == UTF8PROC_CATEGORY_ND) {
      out.add_byte(ascii_digit(c));
    } else if (is_word_part(category) && !is_apostrophe(c)) {
      out.add(text.substr(0, used));
    } else if (!is_apostrophe(c)) {
      out.gap();
    }
    text.remove_prefix(used);
  }
  return out.take();
}

// Nothing: it is not UTF-8.
std::optional<std::string> mapped(std::string_view text, int options) {
  utf8proc_uint8_t* result = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &result, static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> owner(result, std::free);
  if (length < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(result), static_cast<std::size_t>(length));
}

}  // namespace

std::string folded(std::string_view text) {
  text = bounded(text);
  if (is_ascii(text)) return collapse_bytes(text);
  const auto form =
      mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  return form ? collapse_characters(*form) : collapse_bytes(text);
}

std::string without_spaces(std::string folded) {
  std::erase(folded, ' ');
  return folded;
}

std::string unaccented(std::string folded) {
  if (is_ascii(folded)) return folded;
  auto form = mapped(folded, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
  if (!form) return folded;
  std::string out;  // without U+0300 to U+036F, which are 0xCC 0x80 to 0xCD 0xAF
  for (std::size_t i = 0; i < form->size(); ++i) {
    const auto c = static_cast<unsigned char>((*form)[i]);
    const bool more = i + 1 < form->size();
    if (more && (c == 0xCC || (c == 0xCD && static_cast<unsigned char>((*form)[i + 1]) <= 0xAF))) {
      ++i;
    } else {
      out.push_back((*form)[i]);
    }
  }
  return out;
}

}  // namespace redrive::central
