// The beginning and the end of a long output, within fixed memory whatever its length.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace redrive::sys {

class KeptOutput {
 public:
  KeptOutput(std::size_t keep_head, std::size_t keep_tail) : keep_head_(keep_head), keep_tail_(keep_tail) {}
  void add(std::string_view bytes);
  // All of it, or head, a line saying how many bytes were left out, tail.
  std::string text() const;

 private:
  std::size_t keep_head_, keep_tail_;
  std::string head_, tail_;  // the tail grows to twice its size before its older half goes
  std::uint64_t left_out_ = 0;
};

}  // namespace redrive::sys
