// The gate's thread: answers libzmq's questions about keys (RFC 27). Only for this folder.
#pragma once

#include <thread>
#include <zmq.hpp>

#include "shared/link/event_fd.h"
#include "shared/link/key_book.h"

namespace redrive::link {

// One for each context, made before its first server socket is bound. The thread waits for nothing but questions: while
// it stood still nobody could connect.
class ZapThread final : public ZapGate {
 public:
  ZapThread(zmq::context_t& context, const base::Clock& clock);
  ~ZapThread() override;

  void set_allowed(std::set<std::string> public_keys) override { book_.set_allowed(std::move(public_keys)); }
  std::vector<RefusedKey> refused() const override { return book_.refused(); }
  void forget(const std::string& key) { book_.forget(key); }

 private:
  void run();
  void answer();

  const base::Clock& clock_;
  KeyBook book_;
  EventFd stop_;
  zmq::socket_t socket_;  // the thread's alone once it runs
  std::thread thread_;
};

}  // namespace redrive::link
