#include "tests/simulated_agents/memory_spool.h"

namespace redrive::simulated {

wire::SpoolBatch MemorySpool::batch() const {
  const auto count = static_cast<std::ptrdiff_t>(std::min(items_.size(), kBatch));
  return {id_, first_, {items_.begin(), items_.begin() + count}};
}

std::size_t MemorySpool::acknowledged(const wire::SpoolAck& ack) {
  if (ack.spool != id_ || ack.through < first_) return 0;
  const std::uint64_t count = std::min<std::uint64_t>(ack.through - first_ + 1, items_.size());
  items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(count));
  first_ += count;
  return count;
}

}  // namespace redrive::simulated
