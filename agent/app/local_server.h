// Serves the local socket: one request per connection, answered on a worker thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <set>

#include "agent/app/worker_pool.h"
#include "shared/base/result.h"
#include "shared/sys/event_loop.h"
#include "shared/sys/file.h"
#include "shared/wire/messages.h"

namespace redrive::agent {

// Lives on the loop's thread. The socket is mode 0660: who may write to it may approve plans at this server.
// Connections over kMaxClients are closed at once.
class LocalServer {
 public:
  static constexpr std::size_t kMaxClients = 16;
  using Answer = std::function<wire::Message(const wire::Message& request, const std::string& user)>;

  // Each client has `deadline` to send its request, and again to take its answer.
  static base::Result<std::unique_ptr<LocalServer>> open(sys::EventLoop& loop, const std::filesystem::path& state_dir,
                                                         Answer answer,
                                                         base::Micros deadline = base::Micros{10'000'000});
  ~LocalServer() { stop(); }
  void stop();  // hangs up on those who are connected, whether they are slow to ask or to listen

 private:
  LocalServer(sys::EventLoop& loop, std::filesystem::path path, sys::Fd listening, Answer answer, base::Micros deadline)
      : loop_(loop),
        path_(std::move(path)),
        listening_(std::move(listening)),
        answer_(std::move(answer)),
        deadline_(deadline) {}
  void accept_one();
  void serve(int fd) const;
  void hang_up(int fd);

  sys::EventLoop& loop_;
  const std::filesystem::path path_;
  sys::Fd listening_;
  const Answer answer_;
  const base::Micros deadline_;
  std::mutex mutex_;       // guards clients_
  std::set<int> clients_;  // connected, being served or waiting to be
  WorkerPool workers_{2};
};

}  // namespace redrive::agent
