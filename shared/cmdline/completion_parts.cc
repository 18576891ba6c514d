#include "shared/cmdline/completion_parts.h"

#include "shared/cmdline/completion.h"

namespace redrive::cmdline {
namespace {

void add_places(const std::string& path, const Command& command, std::vector<Place>& all) {
  all.push_back({path, &command});
  for (const auto& verb : command.verbs) add_places(path.empty() ? verb.name : path + " " + verb.name, verb, all);
}

std::string replaced(std::string text, char what, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) text.replace(at, 1, by);
  return text;
}

}  // namespace

std::vector<Place> places(const Command& program) {
  std::vector<Place> all;
  add_places("", program, all);
  return all;
}

bool is_file(const Option& option) {
  return option.value.find("FILE") != std::string::npos || option.value == "PROGRAM";
}

std::string quoted(const std::string& text) {
  return "'" + replaced(text, '\'', "'\\''") + "'";
}

std::string fish_quoted(const std::string& text) {
  return "'" + replaced(replaced(text, '\\', "\\\\"), '\'', "\\'") + "'";
}

base::Result<std::string> completion_for(const std::string& shell, const Command& program) {
  if (shell == "bash") return bash_completion(program);
  if (shell == "zsh") return zsh_completion(program);
  if (shell == "fish") return fish_completion(program);
  return base::fail(base::ErrorCode::kInvalid, "no completion for '" + shell + "'; expected bash, zsh or fish");
}

}  // namespace redrive::cmdline
