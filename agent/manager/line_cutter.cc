#include "agent/manager/line_cutter.h"

namespace redrive::agent {

void LineCutter::add(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view part = bytes.substr(0, end);
    if (!too_long_ && line_.size() + part.size() > longest_) {
      too_long_ = true;
      left_out_ += line_.size();
      line_ = {};
    }
    if (too_long_) {
      left_out_ += part.size();
    } else {
      line_ += part;
    }
    if (end == std::string_view::npos) return;
    end_line();
    bytes.remove_prefix(end + 1);
  }
}

void LineCutter::finish() {
  if (!line_.empty()) end_line();
}

void LineCutter::end_line() {
  if (!too_long_) take_(line_);
  too_long_ = false;
  line_.clear();
}

}  // namespace redrive::agent
