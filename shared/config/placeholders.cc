#include "shared/config/placeholders.h"

#include <cctype>

namespace redrive::config {
namespace {

bool is_word(std::string_view text) {
  const auto word_character = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text[0])) == 0 &&
         std::all_of(text.begin(), text.end(), word_character);
}

}  // namespace

std::vector<std::string_view> unknown_placeholders(std::string_view argument) {
  std::vector<std::string_view> unknown;
  for (auto open = argument.find('{'); open != std::string_view::npos; open = argument.find('{', open + 1)) {
    const auto close = argument.find('}', open);
    if (close == std::string_view::npos) break;
    const std::string_view word = argument.substr(open + 1, close - open - 1);
    const bool shell = open > 0 && argument[open - 1] == '$';
    if (!shell && is_word(word) && word != "package" && word != "device")
      unknown.push_back(argument.substr(open, word.size() + 2));
  }
  return unknown;
}

}  // namespace redrive::config
