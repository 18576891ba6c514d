// What happens to a socket's connection, as libzmq's monitor tells it. Only for this folder.
#pragma once

#include <optional>
#include <zmq.hpp>

namespace redrive::link {

// Must be destroyed before the watched socket is closed, by the thread that owns both.
class SocketEvents {
 public:
  // `mask`: ZMQ_EVENT_… values ored; libzmq's thread waits when a thousand are unread, so ask only for what is read.
  SocketEvents(zmq::context_t& context, zmq::socket_t& watched, int mask);
  ~SocketEvents();
  SocketEvents(const SocketEvents&) = delete;
  SocketEvents& operator=(const SocketEvents&) = delete;

  std::optional<int> next();  // the next ZMQ_EVENT_…; nothing = nothing waiting
  zmq::socket_t& socket() { return socket_; }

 private:
  zmq::socket_t& watched_;
  zmq::socket_t socket_;
};

}  // namespace redrive::link
