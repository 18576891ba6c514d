#include "shared/link/gate_proof.h"

#include <array>
#include <cerrno>

#include "shared/link/socket_events.h"
#include "shared/link/socket_options.h"

namespace redrive::link {
namespace {

// Waits for the socket to be readable; false at the deadline.
bool wait_for(zmq::socket_t& socket, base::SteadyTime deadline, const base::Clock& clock) {
  std::array<zmq::pollitem_t, 1> items{{{socket.handle(), 0, ZMQ_POLLIN, 0}}};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock.steady());
    if (left.count() <= 0) return false;
    try {
      return zmq::poll(items, left) > 0;
    } catch (const zmq::error_t& error) {
      if (error.num() != EINTR) throw;
    }
  }
}

}  // namespace

base::Status prove_gate(zmq::context_t& context, const std::string& endpoint, const std::string& server_key,
                        const KeyPair& stranger, base::Micros patience, const base::Clock& clock) {
  zmq::socket_t socket(context, zmq::socket_type::dealer);
  set_bounds(socket, 1, 1);
  set_client_side(socket, stranger, server_key);
  SocketEvents events(context, socket, ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH);
  socket.connect(endpoint);
  const base::SteadyTime deadline = clock.steady() + patience;
  while (wait_for(events.socket(), deadline, clock)) {
    while (const auto event = events.next()) {
      if (*event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH) return {};
      return base::fail(base::ErrorCode::kFailed,
                        "the gate at " + endpoint + " let in a key that nobody accepted; it is closed again");
    }
  }
  return base::fail(base::ErrorCode::kFailed,
                    "the gate at " + endpoint + " gave no answer to a test connection within " +
                        base::format_duration(patience) + "; is a firewall in the way of this machine's own address?");
}

}  // namespace redrive::link
