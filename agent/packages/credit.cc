#include "agent/packages/credit.h"

#include <algorithm>

namespace redrive::agent {

using base::Micros;

bool Credit::room() const {
  return requests_ == 0 || (requests_ < kMostRequests && outstanding_ < limit_);
}

std::uint32_t Credit::chunk() const {
  constexpr std::uint64_t kPieces = 8;  // of the credit, so that the link is never empty while one is asked for
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(limit_ / kPieces, kLeastChunk, kMostChunk));
}

Credit::Ticket Credit::take(std::uint32_t bytes, base::SteadyTime now) {
  outstanding_ += bytes;
  ++requests_;
  return {now, delivered_, bytes};
}

void Credit::arrived(const Ticket& ticket, std::uint64_t bytes, base::SteadyTime now) {
  lost(ticket);
  delivered_ += bytes;
  const Micros took = std::max(now - ticket.at, Micros{1});
  shortest_ = std::min(shortest_.value_or(kLongestWay), took);
  const auto span = static_cast<std::uint64_t>((*shortest_ + kAhead).count());
  const std::uint64_t wanted = (delivered_ - ticket.delivered) * span / static_cast<std::uint64_t>(took.count());
  // Upwards by what arrived: doubled in the time of one answer at most. Downwards at once.
  limit_ = std::clamp<std::uint64_t>(std::min(wanted, limit_ + bytes), kLeastChunk, kMost);
}

void Credit::lost(const Ticket& ticket) {
  outstanding_ -= std::min<std::uint64_t>(outstanding_, ticket.bytes);
  requests_ -= std::min(requests_, 1U);
}

void Credit::start_anew() {
  limit_ = kFirst;
  shortest_.reset();
}

}  // namespace redrive::agent
