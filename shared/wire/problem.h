// The first thing wrong with a message, and where: `distribute: field "order.devices[17]" is missing`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace redrive::wire {

// `text` in quotation marks, cut and with everything but printable ASCII replaced: it came from the network and goes
// into a log line.
std::string in_quotes(std::string_view text);

class Problem {
 public:
  explicit Problem(std::string_view type) : type_(type) {}

  explicit operator bool() const { return !text_.empty(); }
  const std::string& text() const { return text_; }

  // What is wrong with the place the steps lead to. Only the first is kept.
  void note(std::string_view what);
  void note_type(std::string_view unknown);

  // The outermost message type, once it is known; within a message it stays.
  void set_type(std::string_view type) {
    if (path_.empty()) type_ = type;
  }

  // While it lives, the place is one step further in. `key` must outlive it.
  class Step {
   public:
    Step(Problem& problem, std::string_view key) : path_(problem.path_) { path_.push_back({key, 0}); }
    Step(Problem& problem, std::size_t index) : path_(problem.path_) { path_.push_back({{}, index}); }
    ~Step() { path_.pop_back(); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    std::vector<std::pair<std::string_view, std::size_t>>& path_;
  };

 private:
  std::string place() const;

  std::string_view type_;
  std::vector<std::pair<std::string_view, std::size_t>> path_;  // key, or index where the key is empty
  std::string text_;
};

}  // namespace redrive::wire
