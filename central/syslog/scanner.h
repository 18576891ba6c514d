// Reads a text from its front; a copy is a place to come back to.
#pragma once

#include <optional>
#include <string_view>

namespace redrive::central {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool done() const { return text_.empty(); }
  std::string_view rest() const { return text_; }
  char peek() const { return done() ? '\0' : text_[0]; }
  bool at_digit() const { return peek() >= '0' && peek() <= '9'; }
  bool at_any(std::string_view chars) const { return !done() && chars.find(text_[0]) != chars.npos; }

  char next() {  // not at the end
    const char c = text_[0];
    text_.remove_prefix(1);
    return c;
  }
  bool take(char c) { return take(std::string_view(&c, 1)); }
  bool take(std::string_view prefix) {
    if (!text_.starts_with(prefix)) return false;
    text_.remove_prefix(prefix.size());
    return true;
  }
  void skip(char c) {
    while (take(c)) {
    }
  }
  // Up to the first of `chars`, or all that is left.
  std::string_view until(std::string_view chars) {
    const auto word = text_.substr(0, text_.find_first_of(chars));
    text_.remove_prefix(word.size());
    return word;
  }
  // Of `least` to `most` digits (nine at most); nothing, and the place unchanged, where there are fewer or more.
  std::optional<int> number(std::size_t least, std::size_t most) {
    Scanner s = *this;
    int value = 0;
    std::size_t digits = 0;
    for (; s.at_digit() && digits <= most; ++digits) {
      if (digits < most) value = 10 * value + (s.peek() - '0');
      s.next();
    }
    if (digits < least || digits > most) return {};
    *this = s;
    return value;
  }
  std::optional<int> two_digits() {  // whatever follows them
    if (text_.size() < 2 || !at_digit() || text_[1] < '0' || text_[1] > '9') return {};
    const int tens = next() - '0';
    return 10 * tens + (next() - '0');
  }

 private:
  std::string_view text_;
};

}  // namespace redrive::central
