// Messages out of a stream of bytes (RFC 6587), whatever way each is framed: counted ("11 <13>message") or ended by a
// line feed or zero byte. A sender may mix the two.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace redrive::central {

// One of a connection. Holds at most kMaxSyslogMessage bytes and what it was last given.
class SyslogFrames {
 public:
  void push(std::string_view bytes);
  // The next whole message, without its framing; empty ones are passed over. Of one longer than kMaxSyslogMessage its
  // beginning; the rest is passed over and it counts as cut.
  std::optional<std::string> next();
  // The connection has ended: the last line, where it had no end. Of a counted message that is not whole nothing comes,
  // for its sender knows that it did not finish, and sends it again where it can.
  std::optional<std::string> last();

  std::uint64_t cut() const { return cut_; }
  bool half_way() const { return left_ > 0 || in_long_line_ || at_ < buffer_.size(); }  // within a message

 private:
  enum class Framing { kLine, kCounted, kUndecided };
  Framing framing(std::size_t& header, std::size_t& length) const;
  void pass_over_rest();
  std::optional<std::string> take(std::size_t length, std::size_t and_then);
  std::optional<std::string> next_line();

  std::string buffer_;
  std::size_t at_ = 0;         // what stands before it in buffer_ is done with
  std::size_t looked_ = 0;     // no line ends between at_ and this: a sender of single bytes costs no more than others
  std::size_t left_ = 0;       // bytes of a cut message still to come
  bool in_long_line_ = false;  // the rest of a cut line is still to come
  std::uint64_t cut_ = 0;
};

}  // namespace redrive::central
