// Proof that a ROUTER's gate is shut: libzmq lets every key in when ZAP is not set up just so (docs/pitfalls.md, d).
#pragma once

#include <string>
#include <zmq.hpp>

#include "shared/base/time.h"
#include "shared/link/keys.h"

namespace redrive::link {

// Dials `endpoint` with `stranger`, a key nobody knows. Good when it is refused for its key; kFailed when it is let in
// or no answer comes within `patience`.
base::Status prove_gate(zmq::context_t& context, const std::string& endpoint, const std::string& server_key,
                        const KeyPair& stranger, base::Micros patience, const base::Clock& clock);

}  // namespace redrive::link
