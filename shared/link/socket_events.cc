#include "shared/link/socket_events.h"

#include <atomic>
#include <cstring>

namespace redrive::link {

SocketEvents::SocketEvents(zmq::context_t& context, zmq::socket_t& watched, int mask)
    : watched_(watched), socket_(context, zmq::socket_type::pair) {
  static std::atomic<unsigned> count{
      0};  // an inproc address must be free, and one may still be in use by a socket closing
  const std::string address = fmt::format("inproc://socket-events-{}", count++);
  if (zmq_socket_monitor(watched.handle(), address.c_str(), mask) != 0) throw zmq::error_t();
  socket_.set(zmq::sockopt::linger, 0);
  socket_.connect(address);
}

// The monitor goes first: an event without a reader would stop libzmq's thread.
SocketEvents::~SocketEvents() {
  zmq_socket_monitor(watched_.handle(), nullptr, 0);
}

std::optional<int> SocketEvents::next() {
  zmq::message_t event, address;
  if (!socket_.recv(event, zmq::recv_flags::dontwait)) return std::nullopt;
  while (event.more()) {
    if (!socket_.recv(address, zmq::recv_flags::dontwait) || !address.more()) break;
  }
  std::uint16_t kind = 0;
  if (event.size() < sizeof kind) return std::nullopt;
  std::memcpy(&kind, event.data(), sizeof kind);
  return kind;
}

}  // namespace redrive::link
