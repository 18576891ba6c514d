// The spool of one simulated agent: what central has not acknowledged, numbered as the wire protocol wants it. In
// memory, and kept over simulated restarts.
#pragma once

#include <deque>
#include <string>

#include "shared/wire/limits.h"
#include "shared/wire/messages.h"

namespace redrive::simulated {

class MemorySpool {
 public:
  explicit MemorySpool(std::string id) : id_(std::move(id)) {}

  void put(wire::SpoolItem item) { items_.push_back(std::move(item)); }
  wire::SpoolBatch batch() const;                       // from the oldest item on; empty when there is none
  std::size_t acknowledged(const wire::SpoolAck& ack);  // how many items it makes us forget
  std::size_t waiting() const { return items_.size(); }

 private:
  // Simulated reports are short: so many stay within wire::kMaxSpoolBytes.
  static constexpr std::size_t kBatch = wire::kMaxSpoolItems;

  std::string id_;
  std::uint64_t first_ = 1;  // number of items_.front()
  std::deque<wire::SpoolItem> items_;
};

}  // namespace redrive::simulated
