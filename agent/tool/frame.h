// How messages are told apart on streams of this machine: each with its length before it, in four bytes,
// little-endian. On the local socket (agent/app/local_channel.h), and between the agent and the redistribution tool,
// where there is one each way: the request is a wire::encode_tool_request(), the answer a
// wire::encode_plan(); instead of an answer, words on stderr and an exit code.
#pragma once

#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace redrive::agent {

inline constexpr int kToolLog = 3;  // the descriptor of the job log, open for reading

inline constexpr int kToolFailed = 1;
inline constexpr int kToolRefusesRequest = 2;  // not a request, or of another schema
inline constexpr int kToolNothingToDo = 3;     // what the request asks for needs no redistribution, and stderr says why

inline constexpr std::size_t kFrameHead = 4;  // bytes
std::string framed(std::string_view body);

// The length that the head of a frame, kFrameHead bytes, announces. kInvalid: too long for a message.
base::Result<std::size_t> announced(std::string_view head);

// The body of the one frame that `bytes` are. kInvalid: cut off, longer than its length says, or too long for a
// message.
base::Result<std::string_view> unframed(std::string_view bytes);

// Reads one frame from a descriptor until it is whole; nothing is read past it. kInvalid as above, kFailed.
base::Result<std::string> read_frame(int fd);

}  // namespace redrive::agent
