#include "mail/read/html_text.h"

#include <charconv>

#include "mail/read/fields.h"
#include "shared/model/alert.h"

namespace redrive::mail {
namespace {

constexpr std::size_t kMaxQuotes = 10;     // "> " before each other that are shown
constexpr std::size_t kMaxReference = 32;  // bytes of "&CounterClockwiseContourIntegral;" and the like

constexpr std::array<std::string_view, 31> kBlocks{
    "address", "article", "aside", "blockquote", "body",  "center", "dd", "div",    "dl", "dt", "footer",
    "form",    "h1",      "h2",    "h3",         "h4",    "h5",     "h6", "header", "hr", "li", "main",
    "ol",      "p",       "pre",   "section",    "table", "tbody",  "tr", "ul",     "nav"};
constexpr std::array<std::string_view, 5> kLeftOut{"head", "script", "style", "title", "noscript"};

// The names of U+00A0 to U+00FF in order (HTML 4.01, 24.2.1), and of the few others that mail programs write.
constexpr std::array<std::string_view, 96> kLatin{
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",
    "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",
    "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave",
    "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",
    "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",
    "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute",
    "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave",
    "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide",
    "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};
struct Named {
  std::string_view name;
  std::uint32_t point;
};
constexpr std::array<Named, 18> kNamed{{{"amp", '&'},
                                        {"lt", '<'},
                                        {"gt", '>'},
                                        {"quot", '"'},
                                        {"apos", '\''},
                                        {"ndash", 0x2013},
                                        {"mdash", 0x2014},
                                        {"lsquo", 0x2018},
                                        {"rsquo", 0x2019},
                                        {"ldquo", 0x201C},
                                        {"rdquo", 0x201D},
                                        {"bdquo", 0x201E},
                                        {"bull", 0x2022},
                                        {"hellip", 0x2026},
                                        {"euro", 0x20AC},
                                        {"trade", 0x2122},
                                        {"zwnj", 0x200C},
                                        {"zwj", 0x200D}}};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
  if (point < 0x80) return byte(point);
  if (point < 0x800) return byte(0xC0 | point >> 6), byte(0x80 | (point & 0x3F));
  if (point < 0x10000) return byte(0xE0 | point >> 12), byte(0x80 | (point >> 6 & 0x3F)), byte(0x80 | (point & 0x3F));
  byte(0xF0 | point >> 18), byte(0x80 | (point >> 12 & 0x3F)), byte(0x80 | (point >> 6 & 0x3F)),
      byte(0x80 | (point & 0x3F));
}

// The character of "amp" or "#x20AC"; nothing where nobody knows it, and for control characters.
std::optional<std::uint32_t> referred(std::string_view name) {
  if (name.starts_with('#')) {
    name.remove_prefix(1);
    const bool hex = name.starts_with('x') || name.starts_with('X');
    if (hex) name.remove_prefix(1);
    std::uint32_t point = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), point, hex ? 16 : 10);
    const bool whole = error == std::errc() && end == name.data() + name.size();
    if (!whole || point < 0x20 || point == 0x7F || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return {};
    return point;
  }
  if (const auto named = std::ranges::find(kNamed, name, &Named::name); named != kNamed.end()) return named->point;
  const auto latin = std::ranges::find(kLatin, name);
  if (latin == kLatin.end()) return {};
  return 0xA0U + static_cast<std::uint32_t>(latin - kLatin.begin());
}

struct Tag {
  std::string name;  // lower case; empty for comments and declarations
  bool closes = false;
};

// What "<" at the beginning of `rest` opens, taken off it; nothing where it is just that character.
std::optional<Tag> take_tag(std::string_view& rest) {
  if (rest.starts_with("<!--")) {
    const auto end = rest.find("-->", 4);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 3);
    return Tag{};
  }
  Tag tag;
  std::size_t at = 1;
  tag.closes = rest.size() > at && rest[at] == '/';
  at += tag.closes ? 1 : 0;
  const bool declaration = rest.size() > at && (rest[at] == '!' || rest[at] == '?');
  if (!declaration && (rest.size() <= at || !is_letter(rest[at]))) return {};
  const auto name_begin = at;
  while (at < rest.size() && !is_space(rest[at]) && rest[at] != '>' && rest[at] != '/') ++at;
  if (!declaration) tag.name = lower_case(rest.substr(name_begin, std::min<std::size_t>(at - name_begin, 20)));
  for (char quote = 0; at < rest.size(); ++at) {
    const char c = rest[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if ((c == '"' || c == '\'') && rest[at - 1] == '=') {
      quote = c;
    } else if (c == '>') {
      break;
    }
  }
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return tag;
}

class Writer {
 public:
  explicit Writer(std::size_t limit) : limit_(limit) {}

  bool full() const { return out_.size() >= limit_; }
  void space() { space_ = space_ || !line_empty_; }
  void character(std::string_view bytes) {
    if (line_empty_) begin_line();
    if (space_) out_ += ' ';
    space_ = false, line_empty_ = false;
    out_ += bytes;
  }
  // <br> ends a line however empty it is; blocks only one that holds something.
  void line_break() {
    if (line_empty_) begin_line();
    end_line();
  }
  void block() {
    if (!line_empty_) end_line();
  }
  void blank_line() {
    block();
    if (!out_.empty() && !out_.ends_with("\n\n")) out_ += '\n';
  }
  void quote(bool opens) {
    block();
    if (opens)
      ++quotes_;
    else if (quotes_ > 0)
      --quotes_;
  }
  std::string take() { return model::clean_text(out_, limit_); }

 private:
  void begin_line() {
    for (std::size_t i = 0; i < std::min(quotes_, kMaxQuotes); ++i) out_ += "> ";
  }
  void end_line() { out_ += '\n', line_empty_ = true, space_ = false; }

  std::size_t limit_, quotes_ = 0;
  std::string out_;
  bool line_empty_ = true, space_ = false;
};

class Reader {
 public:
  Reader(std::string_view html, std::size_t limit) : rest_(html), out_(limit) {}

  std::string read() {
    while (!rest_.empty() && !out_.full()) {
      if (rest_[0] == '<') {
        if (const auto tag = take_tag(rest_)) {
          apply(*tag);
          continue;
        }
      }
      if (rest_[0] == '&' && take_reference()) continue;
      take_character();
    }
    return out_.take();
  }

 private:
  void apply(const Tag& tag) {
    if (std::ranges::find(kLeftOut, tag.name) != kLeftOut.end()) {
      if (!tag.closes) skip_to_end_of(tag.name);
    } else if (tag.name == "br") {
      out_.line_break();
    } else if (tag.name == "blockquote") {
      out_.quote(!tag.closes);
    } else if (tag.name == "p") {
      out_.blank_line();
    } else if (tag.name == "td" || tag.name == "th") {
      out_.space();
    } else if (std::ranges::find(kBlocks, tag.name) != kBlocks.end()) {
      out_.block();
      if (tag.name == "pre") preformatted_ = !tag.closes;
    }
  }

  // An element that is never closed takes nothing with it but its own tag; that is looked for once a name.
  void skip_to_end_of(const std::string& name) {
    if (unclosed_.contains(name)) return;
    for (std::size_t at = 0; (at = rest_.find("</", at)) != std::string_view::npos; at += 2) {
      const std::size_t after = at + 2 + name.size();
      if (lower_case(rest_.substr(at + 2, name.size())) != name) continue;
      if (after < rest_.size() && is_letter(rest_[after])) continue;  // "</header>"
      rest_.remove_prefix(at);
      return;
    }
    unclosed_.insert(name);
  }

  bool take_reference() {
    std::size_t end = 1;
    while (end < rest_.size() && end < kMaxReference &&
           (std::isalnum(static_cast<unsigned char>(rest_[end])) != 0 || rest_[end] == '#'))
      ++end;
    const auto point = referred(rest_.substr(1, end - 1));
    if (!point) return false;
    rest_.remove_prefix(end < rest_.size() && rest_[end] == ';' ? end + 1 : end);
    if (*point == 0xA0) {
      out_.space();
    } else if (*point != 0xAD && *point != 0x200C && *point != 0x200D) {  // what is never seen
      std::string bytes;
      append_utf8(bytes, *point);
      out_.character(bytes);
    }
    return true;
  }

  void take_character() {
    const char c = rest_[0];
    if (preformatted_ && c == '\n')
      out_.line_break();
    else if (is_space(c))
      out_.space();
    else
      out_.character(rest_.substr(0, 1));
    rest_.remove_prefix(1);
  }

  std::string_view rest_;
  Writer out_;
  bool preformatted_ = false;
  std::set<std::string, std::less<>> unclosed_;
};

}  // namespace

std::string html_text(std::string_view html, std::size_t limit) {
  return Reader(html, limit).read();
}

}  // namespace redrive::mail
