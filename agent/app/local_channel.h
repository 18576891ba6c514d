// Messages over the agent's local socket (state_dir/agent.sock): the wire's own envelopes, each with its length before
// it in four bytes, little-endian. The sub-commands of redrive-agent talk to the daemon through it.
#pragma once

#include <filesystem>
#include <string>

#include "shared/base/result.h"
#include "shared/sys/file.h"
#include "shared/wire/messages.h"

namespace redrive::agent {

std::filesystem::path local_socket_path(const std::filesystem::path& state_dir);

// Blocking, with a deadline per call; for both ends. kUnavailable when the other end is gone or too slow.
base::Status send_message(int fd, const wire::Envelope& envelope, base::Micros deadline);
base::Result<wire::Envelope> receive_message(int fd, base::Micros deadline);

// Connects to the daemon; kUnavailable with what to do when it is not running.
base::Result<sys::Fd> connect_to_daemon(const std::filesystem::path& state_dir);

// The user at the other end, as the kernel says (SO_PEERCRED), never as claimed.
base::Result<std::string> peer_user(int fd);

}  // namespace redrive::agent
