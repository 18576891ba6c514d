#include "shared/link/socket_options.h"

#include "shared/wire/limits.h"

namespace redrive::link {
namespace {

// CURVE wraps a frame into a command name, nonce, flags and an authenticator; the limit is on what is on the wire.
constexpr std::int64_t kMaxOnWire = static_cast<std::int64_t>(wire::kMaxFrame) + 64;
constexpr int kEnforceDomain = 93;  // ZMQ_ZAP_ENFORCE_DOMAIN: hidden as a draft in the header, obeyed by the library

}  // namespace

void set_bounds(zmq::socket_t& socket, int send_queue, int receive_queue) {
  socket.set(zmq::sockopt::linger, 0);
  socket.set(zmq::sockopt::maxmsgsize, kMaxOnWire);
  socket.set(zmq::sockopt::sndhwm, send_queue);
  socket.set(zmq::sockopt::rcvhwm, receive_queue);
  socket.set(zmq::sockopt::tcp_keepalive, 1);
  socket.set(zmq::sockopt::tcp_keepalive_idle, 60);
  socket.set(zmq::sockopt::tcp_keepalive_intvl, 15);
  socket.set(zmq::sockopt::tcp_keepalive_cnt, 4);
  socket.set(zmq::sockopt::tcp_maxrt, 60'000);  // ms without an acknowledgement until the connection is given up
}

void set_server_side(zmq::socket_t& socket, const KeyPair& keys) {
  socket.set(zmq::sockopt::curve_server, true);
  socket.set(zmq::sockopt::curve_secretkey, keys.secret_key);
  socket.set(zmq::sockopt::zap_domain, "redrive");
  const int on = 1;
  if (zmq_setsockopt(socket.handle(), kEnforceDomain, &on, sizeof on) != 0) throw zmq::error_t();
}

void set_client_side(zmq::socket_t& socket, const KeyPair& keys, const std::string& server_key) {
  socket.set(zmq::sockopt::curve_serverkey, server_key);
  socket.set(zmq::sockopt::curve_publickey, keys.public_key);
  socket.set(zmq::sockopt::curve_secretkey, keys.secret_key);
}

void catch_up(zmq::socket_t& socket) {
  [[maybe_unused]] const int events = socket.get(zmq::sockopt::events);
}

int descriptor_of(zmq::socket_t& socket) {
  return socket.get(zmq::sockopt::fd);
}

}  // namespace redrive::link
