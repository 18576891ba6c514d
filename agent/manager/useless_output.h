// What an external manager's program printed and nobody can use: the first lines are logged, all is counted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace redrive::agent {

class UselessOutput {
 public:
  // `who` is named in the log.
  explicit UselessOutput(std::string who) : who_(std::move(who)) {}

  void add(std::string_view line, std::string_view why);
  void count(std::string_view line) { bytes_ += line.size() + 1; }  // nothing is wrong with it, but there is a bound
  std::uint64_t lines() const { return lines_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  const std::string who_;
  std::uint64_t lines_ = 0, bytes_ = 0;
};

// At a program's end: `how` that was, what it said on stderr, and how much of its output was of no use, `useless` lines
// and `left_out` bytes of too long ones. `well`: it ended as it should, so its words are no warning.
void log_end(std::string_view how, std::string_view stderr_output, std::uint64_t useless, std::uint64_t left_out,
             bool well);

}  // namespace redrive::agent
