#include "central/http/mail_head.h"

#include <algorithm>

#include "shared/model/alert.h"

namespace redrive::central {
namespace {

constexpr std::size_t kMostFields = 200, kMostValue = 2000, kMostHead = 64 * 1024;

std::string_view next_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

}  // namespace

std::vector<std::pair<std::string, std::string>> mail_head(std::string_view raw) {
  std::vector<std::pair<std::string, std::string>> fields;
  raw = raw.substr(0, kMostHead);
  while (!raw.empty()) {
    const std::string_view line = next_line(raw);
    if (line.empty()) break;
    if (line.front() == ' ' || line.front() == '\t') {
      if (fields.empty()) break;
      fields.back().second.append(line);
      continue;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_name(line.substr(0, colon)) || fields.size() == kMostFields) break;
    fields.emplace_back(line.substr(0, colon), line.substr(colon + 1));
  }
  for (auto& [name, value] : fields) {
    std::replace(value.begin(), value.end(), '\t', ' ');
    value.erase(0, std::min(value.find_first_not_of(' '), value.size()));
    value = model::clean_text(value, kMostValue);
  }
  return fields;
}

}  // namespace redrive::central
