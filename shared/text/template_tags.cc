#include "shared/text/template_tags.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace redrive::text {
namespace {

constexpr std::size_t kMaxName = 64;

auto wrong(std::size_t line, const std::string& why) {
  return base::fail(base::ErrorCode::kInvalid, fmt::format("line {}: {}", line, why));
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kMaxName && std::ranges::all_of(text, [](unsigned char c) {
    return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_';
  });
}

bool blank(std::string_view text) {
  return text.find_first_not_of(" \t\r") == std::string_view::npos;
}

TagKind kind_of(char mark) {
  return mark == '#'   ? TagKind::kEach
         : mark == '^' ? TagKind::kUnless
         : mark == '/' ? TagKind::kClose
                       : TagKind::kValue;
}

class Reader {
 public:
  explicit Reader(std::string_view source) : source_(source) {}

  base::Result<std::vector<Tag>> read() {
    for (std::size_t open = 0; (open = source_.find("{{", at_)) != std::string_view::npos;) {
      const std::size_t line = line_of(open);
      const auto close = source_.find("}}", open);
      if (close == std::string_view::npos) return wrong(line, "{{ is not closed; expected }}");
      const auto body = source_.substr(open + 2, close - open - 2);
      const auto done = body.starts_with('!') ? take(open, close + 2, true) : take_tag(body, line, open, close + 2);
      if (!done) return tl::unexpected<base::Error>(done.error());
    }
    add_text(source_.size());
    return std::move(tags_);
  }

 private:
  base::Status take_tag(std::string_view body, std::size_t line, std::size_t open, std::size_t end) {
    const TagKind kind = kind_of(body.empty() ? ' ' : body.front());
    const auto name = trimmed(body.substr(kind == TagKind::kValue ? 0 : 1));
    if (!is_name(name)) {
      return wrong(line,
                   fmt::format("{{{{{}}}}} holds no name; expected one of a-z, 0-9 and _, after #, ^, / or nothing",
                               body.substr(0, 80)));
    }
    auto taken = take(open, end, kind != TagKind::kValue);
    tags_.push_back({kind, std::string(name), line});
    return taken;
  }

  // The text before the tag, and the place behind it; the rest of a line that has nothing else goes too.
  base::Status take(std::size_t open, std::size_t end, bool may_stand_alone) {
    const auto begin = open == 0 ? 0 : source_.rfind('\n', open - 1) + 1;  // npos + 1 is 0
    const auto stop = std::min(source_.find('\n', end), source_.size());
    const bool alone = may_stand_alone && begin >= at_ && blank(source_.substr(begin, open - begin)) &&
                       blank(source_.substr(end, stop - end));
    add_text(alone ? begin : open);
    at_ = alone ? std::min(stop + 1, source_.size()) : end;
    return {};
  }

  void add_text(std::size_t end) {
    if (end > at_) tags_.push_back({TagKind::kText, std::string(source_.substr(at_, end - at_)), 0});
  }

  std::size_t line_of(std::size_t at) {
    line_ += static_cast<std::size_t>(std::count(source_.begin() + static_cast<std::ptrdiff_t>(counted_),
                                                 source_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    counted_ = at;
    return line_;
  }

  std::string_view source_;
  std::size_t at_ = 0;                  // taken so far
  std::size_t line_ = 1, counted_ = 0;  // the line of `counted_`
  std::vector<Tag> tags_;
};

}  // namespace

base::Result<std::vector<Tag>> read_tags(std::string_view source) {
  return Reader(source).read();
}

}  // namespace redrive::text
