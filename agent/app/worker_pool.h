// Threads for work that may block: disk, children. The loop's thread never does such work.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace redrive::agent {

// Runs posted work in order of posting on `threads` threads. The queue is bounded by its owner, who knows what may be
// under way at a time.
class WorkerPool {
 public:
  explicit WorkerPool(std::size_t threads);
  ~WorkerPool() { stop(); }
  void post(std::function<void()> work);  // dropped after stop()
  void stop();                            // lets running work end, drops what waits, joins

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace redrive::agent
