#include "shared/config/problem.h"

#include <fmt/format.h>

namespace redrive::config {

std::string to_text(const Problems& problems) {
  std::string text;
  for (const Problem& problem : problems) {
    if (!text.empty()) text += '\n';
    text += problem.file;
    if (problem.line > 0) text += fmt::format(":{}", problem.line);
    text += ": " + problem.message;
  }
  return text;
}

}  // namespace redrive::config
