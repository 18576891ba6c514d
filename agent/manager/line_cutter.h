// Lines of a stream whose pieces are cut anywhere, within fixed memory whatever is sent.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace redrive::agent {

class LineCutter {
 public:
  using TakeLine = std::function<void(std::string_view line)>;  // without its end

  // A line of more than `longest` bytes is left out.
  LineCutter(std::size_t longest, TakeLine take) : longest_(longest), take_(std::move(take)) {}

  void add(std::string_view bytes);
  // What came after the last line's end is a line too.
  void finish();
  std::uint64_t left_out() const { return left_out_; }  // bytes

 private:
  void end_line();

  const std::size_t longest_;
  const TakeLine take_;
  std::string line_;
  bool too_long_ = false;
  std::uint64_t left_out_ = 0;
};

}  // namespace redrive::agent
