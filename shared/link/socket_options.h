// The options every socket of ours has, each avoiding a trap of libzmq 4.3.4 (docs/pitfalls.md, d). Only for this
// folder.
#pragma once

#include <string>
#include <zmq.hpp>

#include "shared/link/keys.h"

namespace redrive::link {

// Frames in and out bounded by number and size before they are paid for, no lingering at the end, no ZeroMQ heartbeats
// (they abort the process under back-pressure): a dead peer is found by TCP and by our own messages.
void set_bounds(zmq::socket_t& socket, int send_queue, int receive_queue);

// The server's end of CURVE, asking the ZAP gate for every key; without the last option it would not.
void set_server_side(zmq::socket_t& socket, const KeyPair& keys);

void set_client_side(zmq::socket_t& socket, const KeyPair& keys, const std::string& server_key);

// libzmq looks at what its threads have told it only now and then on the way out: look now, before believing that a
// queue is full or a peer is gone.
void catch_up(zmq::socket_t& socket);

int descriptor_of(zmq::socket_t& socket);

}  // namespace redrive::link
