#include "central/syslog/frames.h"

#include <algorithm>

#include "central/syslog/message.h"

namespace redrive::central {
namespace {

constexpr std::size_t kCountDigits = 7;  // a larger "count" is the beginning of a line
constexpr std::string_view kLineEnds("\n\0", 2);

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

void SyslogFrames::push(std::string_view bytes) {
  buffer_.erase(0, at_);
  looked_ -= std::min(looked_, at_);
  at_ = 0;
  buffer_.append(bytes);
}

// A count is followed by a blank and the "<" every counted message begins with; anything else is a line, also one that
// begins with a number.
SyslogFrames::Framing SyslogFrames::framing(std::size_t& header, std::size_t& length) const {
  const auto rest = std::string_view(buffer_).substr(at_);
  if (rest.empty()) return Framing::kUndecided;
  std::size_t digits = 0;
  length = 0;
  while (digits < rest.size() && digits <= kCountDigits && is_digit(rest[digits])) {
    length = 10 * length + static_cast<std::size_t>(rest[digits++] - '0');
  }
  if (digits == 0 || digits > kCountDigits || rest[0] == '0') return Framing::kLine;
  header = digits + 1;
  const auto behind = rest.substr(digits, 2);
  if (behind.size() == 2 ? behind != " <" : !behind.empty() && behind[0] != ' ') return Framing::kLine;
  return behind.size() == 2 ? Framing::kCounted : Framing::kUndecided;
}

// Of a message that was cut.
void SyslogFrames::pass_over_rest() {
  const std::size_t passed = std::min(left_, buffer_.size() - at_);
  at_ += passed;
  left_ -= passed;
  if (!in_long_line_) return;
  const auto end = buffer_.find_first_of(kLineEnds, at_);
  in_long_line_ = end == buffer_.npos;
  at_ = in_long_line_ ? buffer_.size() : end + 1;
}

std::optional<std::string> SyslogFrames::take(std::size_t length, std::size_t and_then) {
  std::string message = buffer_.substr(at_, length);
  at_ += length + and_then;
  return message;
}

std::optional<std::string> SyslogFrames::next_line() {
  const auto end = buffer_.find_first_of(kLineEnds, std::max(at_, looked_));
  looked_ = std::min(end, buffer_.size());
  const std::size_t length = looked_ - at_;
  if (length > kMaxSyslogMessage) {
    ++cut_;
    in_long_line_ = true;
    return take(kMaxSyslogMessage, 0);
  }
  if (end == buffer_.npos) return {};
  return take(length, 1);
}

std::optional<std::string> SyslogFrames::next() {
  for (;;) {
    pass_over_rest();
    if (left_ > 0 || in_long_line_) return {};
    std::size_t header = 0, length = 0;
    std::optional<std::string> message;
    switch (framing(header, length)) {
      case Framing::kUndecided:
        return {};
      case Framing::kLine:
        message = next_line();
        break;
      case Framing::kCounted: {
        const std::size_t kept = std::min(length, kMaxSyslogMessage);
        if (buffer_.size() - at_ - header < kept) return {};
        at_ += header;
        message = take(kept, 0);
        left_ = length - kept;
        cut_ += left_ > 0 ? 1 : 0;
        break;
      }
    }
    if (!message || !message->empty()) return message;
  }
}

std::optional<std::string> SyslogFrames::last() {
  pass_over_rest();
  std::size_t header = 0, length = 0;
  if (left_ > 0 || in_long_line_ || framing(header, length) == Framing::kCounted) return {};
  const std::size_t rest = buffer_.size() - at_;
  if (rest == 0) return {};
  return take(rest, 0);
}

}  // namespace redrive::central
