#include "central/intake/peer.h"

#include "shared/wire/codec.h"

namespace redrive::central {

base::Status Peer::queue(const wire::Envelope& envelope) {
  auto frames = wire::to_frames(wire::encode(envelope));
  if (!frames) return tl::unexpected<base::Error>(frames.error());
  std::size_t bytes = 0;
  for (const auto& frame : *frames) bytes += frame.size();
  if (queued_bytes_ + bytes > kMaxQueued) {
    return base::fail(base::ErrorCode::kUnavailable,
                      fmt::format("{} bytes already wait for '{}'", queued_bytes_, name));
  }
  queued_bytes_ += bytes;
  for (auto& frame : *frames) frames_.push_back(std::move(frame));
  return {};
}

link::SendResult Peer::flush(link::RouterTransport& transport, base::SteadyTime now) {
  while (!frames_.empty()) {
    const auto result = transport.send(id_, frames_.front());
    if (result != link::SendResult::kSent) return result;
    queued_bytes_ -= frames_.front().size();
    frames_.pop_front();
    liveness_.sent(now);
  }
  return link::SendResult::kSent;
}

}  // namespace redrive::central
