#include "shared/wire/problem.h"

#include <fmt/format.h>

namespace redrive::wire {

std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (char c : text.substr(0, 64)) out.push_back(c >= 0x20 && c < 0x7F ? c : '?');
  return out + "'";
}

void Problem::note(std::string_view what) {
  if (!text_.empty()) return;
  const std::string where = place();
  text_ = where.empty() ? fmt::format("{}: {}", type_, what) : fmt::format("{}: field \"{}\" {}", type_, where, what);
}

void Problem::note_type(std::string_view unknown) {
  note("unknown type " + in_quotes(unknown));
}

std::string Problem::place() const {
  std::string out;
  for (std::size_t i = 0; i < path_.size(); ++i) {
    const auto& [key, index] = path_[i];
    if (key.empty()) {
      out += fmt::format("[{}]", index);
    } else if (key != "b" || i + 1 == path_.size()) {  // the layer between type and fields says nothing to a reader
      if (!out.empty()) out += '.';
      out += key;
    }
  }
  return out;
}

}  // namespace redrive::wire
