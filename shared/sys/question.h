// A talk of one question and one bounded answer.
#pragma once

#include <stop_token>
#include <string>

#include "shared/sys/process_talk.h"

namespace redrive::sys {

class Question final : public ProcessTalk {
 public:
  // Of an answer longer than `most` bytes nothing is kept, and `stop` is asked to stop: the program's, given to run().
  Question(std::string_view words, std::size_t most, std::stop_source stop)
      : ProcessTalk("", base::Micros{0}), most_(most), stop_(std::move(stop)) {
    write(words);
    close();
  }

  void started() override {}
  void heard(std::string_view bytes) override {
    if (too_long_) return;
    too_long_ = answer_.size() + bytes.size() > most_;
    if (!too_long_) return static_cast<void>(answer_.append(bytes));
    answer_ = {};
    stop_.request_stop();
  }
  void silent() override {}
  void deaf() override {}

  // After run().
  const std::string& answer() const { return answer_; }
  bool too_long() const { return too_long_; }

 private:
  const std::size_t most_;
  std::stop_source stop_;
  std::string answer_;
  bool too_long_ = false;
};

}  // namespace redrive::sys
