#include "shared/sys/kept_output.h"

#include <algorithm>

namespace redrive::sys {

void KeptOutput::add(std::string_view bytes) {
  const std::size_t to_head = std::min(bytes.size(), keep_head_ - head_.size());
  head_.append(bytes.substr(0, to_head));
  tail_.append(bytes.substr(to_head));
  if (tail_.size() <= 2 * keep_tail_) return;
  const std::size_t excess = tail_.size() - keep_tail_;
  tail_.erase(0, excess);
  left_out_ += excess;
}

std::string KeptOutput::text() const {
  const std::size_t excess = tail_.size() > keep_tail_ ? tail_.size() - keep_tail_ : 0;
  if (left_out_ + excess == 0) return head_ + tail_;
  return head_ + "\n[" + std::to_string(left_out_ + excess) + " bytes left out]\n" + tail_.substr(excess);
}

}  // namespace redrive::sys
