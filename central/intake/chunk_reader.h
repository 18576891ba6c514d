// Reads package chunks for agents away from the loop, which never waits for a disk.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "shared/sys/content_store.h"
#include "shared/wire/messages.h"

namespace redrive::central {

// One thread. Agents take turns, a chunk each, however much one of them asks for. What is past the bounds is refused,
// and the agent asks again.
class ChunkReader {
 public:
  static constexpr std::size_t kQueue = 4096, kOfOneAgent = 64;  // requests that wait
  using Done = std::function<void(wire::Message)>;               // Chunk or ErrorReply, called on the reader's thread

  explicit ChunkReader(const sys::ContentStore& packages);
  ~ChunkReader();
  bool read(const std::string& agent, wire::ChunkRequest request, Done done);

 private:
  struct Job {
    wire::ChunkRequest request;
    Done done;
  };
  void work();
  Job next();
  wire::Message answer(const wire::ChunkRequest& request) const;

  const sys::ContentStore& packages_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::map<std::string, std::deque<Job>> lines_;  // by agent, none empty
  std::deque<std::string> turns_;                 // of the agents in lines_
  std::size_t queued_ = 0;                        // in all lines
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace redrive::central
