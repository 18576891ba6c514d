// A thread that works in rounds: whenever it is woken, and when the rest that the last round asked for is over.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "shared/base/time.h"

namespace redrive::central {

class Rounds {
 public:
  // `round` does what there is to do and returns how long to rest, `last` what is to be done when the thread was told
  // to stop; both are called by the thread alone.
  explicit Rounds(
      std::function<base::Micros()> round, std::function<void()> last = [] {})
      : round_(std::move(round)), last_(std::move(last)) {}
  ~Rounds() { stop(); }

  void start();
  void wake();         // from any thread: there may be something to do
  void stop();         // the round under way is finished first, then the last one
  bool is_stopping();  // from any thread

 private:
  void run();

  const std::function<base::Micros()> round_;
  const std::function<void()> last_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  bool woken_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace redrive::central
