// Messages longer than a frame (a distribution list of a million devices) travel as fragments and are put together
// again within a bound.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace redrive::wire {

// The frames to send for one encoded message: the message itself where it fits kMaxFrame, else fragments, each with a
// header of its own that no encoded envelope begins with. kInvalid over kMaxMessage.
base::Result<std::vector<std::string>> to_frames(std::string encoded);

// Puts one connection's frames together. Fragments of one message come in order; whole messages may come between them
// (a heartbeat does not wait for a long order on a thin link). A first fragment drops what was gathered: its sender
// gave up.
class Reassembler {
 public:
  // A whole message's bytes once its last frame is here, nothing while more must come. kInvalid drops what was
  // gathered: a fragment out of order, over kMaxMessage, or with a broken header.
  base::Result<std::optional<std::string>> take(std::string frame);
  std::size_t held_bytes() const { return gathered_.size(); }

 private:
  std::string gathered_;
  std::uint32_t next_ = 0, count_ = 0;
};

}  // namespace redrive::wire
