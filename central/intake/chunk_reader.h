// Reads package chunks for agents away from the loop, which never waits for a disk.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "shared/sys/content_store.h"
#include "shared/wire/messages.h"

namespace redrive::central {

// One thread. The queue holds at most kQueue requests; further ones are refused and the agent asks again.
class ChunkReader {
 public:
  static constexpr std::size_t kQueue = 4096;
  using Done = std::function<void(wire::Message)>;  // Chunk or ErrorReply, called on the reader's thread

  explicit ChunkReader(const sys::ContentStore& packages);
  ~ChunkReader();
  bool read(wire::ChunkRequest request, Done done);

 private:
  struct Job {
    wire::ChunkRequest request;
    Done done;
  };
  void work();
  wire::Message answer(const wire::ChunkRequest& request) const;

  const sys::ContentStore& packages_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Job> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace redrive::central
