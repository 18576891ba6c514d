// What happens in a test of the event loop, step by step: each waits for something, then does something. The loop runs
// on the test's thread and ends with the last step.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <string>

#include "shared/sys/event_loop.h"

namespace redrive::agent::test {

class Script {
 public:
  explicit Script(sys::EventLoop& loop) : loop_(loop) {}

  Script& when(
      std::string what, std::function<bool()> seen, std::function<void()> act = [] {}) {
    steps_.push_back({std::move(what), std::move(seen), std::move(act)});
    return *this;
  }

  // `turn` is called again and again beside: the other end of the line.
  void run(const std::function<void()>& turn = [] {}) {
    loop_.add_pump([this, turn] {
      turn();
      while (!steps_.empty() && steps_.front().seen()) {
        const auto step = std::move(steps_.front());
        steps_.pop_front();
        step.act();
        turn();
      }
      if (steps_.empty()) loop_.stop();
      return true;
    });
    loop_.after(std::chrono::seconds(60), [this] {
      ADD_FAILURE() << "waited in vain for: " << steps_.front().what;
      loop_.stop();
    });
    loop_.run();
  }

 private:
  struct Step {
    std::string what;
    std::function<bool()> seen;
    std::function<void()> act;
  };
  sys::EventLoop& loop_;
  std::deque<Step> steps_;
};

}  // namespace redrive::agent::test
