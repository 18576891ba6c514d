// Serves the local socket: one request per connection, answered on a worker thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "agent/app/worker_pool.h"
#include "shared/base/result.h"
#include "shared/sys/event_loop.h"
#include "shared/sys/file.h"
#include "shared/wire/messages.h"

namespace redrive::agent {

// Lives on the loop's thread. The socket is mode 0660: who may write to it may approve plans at this server.
class LocalServer {
 public:
  using Answer = std::function<wire::Message(const wire::Message& request, const std::string& user)>;

  static base::Result<std::unique_ptr<LocalServer>> open(sys::EventLoop& loop, const std::filesystem::path& state_dir,
                                                         Answer answer);
  ~LocalServer() { stop(); }
  void stop();

 private:
  LocalServer(sys::EventLoop& loop, std::filesystem::path path, sys::Fd listening, Answer answer)
      : loop_(loop), path_(std::move(path)), listening_(std::move(listening)), answer_(std::move(answer)) {}
  void accept_one();
  void serve(int fd) const;

  sys::EventLoop& loop_;
  const std::filesystem::path path_;
  sys::Fd listening_;
  const Answer answer_;
  WorkerPool workers_{2};
};

}  // namespace redrive::agent
