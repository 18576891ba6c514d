#include <fmt/format.h>

#include "shared/cmdline/completion.h"
#include "shared/cmdline/completion_parts.h"

namespace redrive::cmdline {
namespace {

std::string names_of(const Option& option) {
  std::string out;
  for (const auto& name : option.names)
    out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  return out;
}

std::string value_of(const Option& option) {
  if (option.is_flag()) return "";
  if (is_file(option)) return " -r -F";
  if (option.choices.empty()) return " -x";
  return fmt::format(" -x -a {}", fish_quoted(fmt::format("{}", fmt::join(option.choices, " "))));
}

std::string lines_of(const std::string& name, const std::string& id, const Place& place, bool everywhere) {
  const std::string at = everywhere ? "" : fmt::format(" -n {}", fish_quoted(id + "_at " + fish_quoted(place.path)));
  const std::string begin = fmt::format("complete -c {}{}", name, at);
  std::string out;
  for (const auto& option : place.command->all_options())
    out += fmt::format("{}{}{} -d {}\n", begin, names_of(option), value_of(option), fish_quoted(option.help));
  const std::string here =
      fmt::format("complete -c {} -n {}", name, fish_quoted(id + "_at " + fish_quoted(place.path)));
  for (const auto& verb : place.command->verbs)
    out += fmt::format("{} -a {} -d {}\n", here, fish_quoted(verb.name), fish_quoted(verb.help));
  for (const auto& word : place.command->words) {
    if (is_file(word)) out += here + " -F\n";
    if (!word.choices.empty())
      out += fmt::format("{} -a {}\n", here, fish_quoted(fmt::format("{}", fmt::join(word.choices, " "))));
  }
  return out;
}

std::string takes(const std::vector<Place>& all) {
  std::string out;
  for (const auto& [path, command] : all) {
    for (const auto& option : command->all_options()) {
      if (option.is_flag()) continue;
      for (const auto& name : option.names) out += " " + fish_quoted(path + " " + name);
    }
  }
  return out;
}

std::string known(const std::vector<Place>& all) {
  std::string out;
  for (const auto& [path, command] : all) out += " " + fish_quoted(path);
  return out;
}

// True when the words before the cursor lead to the place that is given.
constexpr const char* kScript = R"(# fish completion for {name}, as `{name} completion fish` writes it
function {id}_at
  set -l place ''
  set -l value ''
  set -l takes{takes}
  set -l known{known}
  for word in (commandline -opc)[2..-1]
    if test -n "$value"
      set value ''
      continue
    end
    if contains -- "$place $word" $takes; or contains -- " $word" $takes
      set value "$word"
      continue
    end
    set -l next (string trim -- "$place $word")
    contains -- "$next" $known; and set place "$next"
  end
  test "$place" = "$argv[1]"
end
complete -c {name} -f
)";

}  // namespace

std::string fish_completion(const Command& program) {
  const auto all = places(program);
  std::string id = "__" + program.name;
  for (char& c : id) c = c == '-' ? '_' : c;
  std::string out = fmt::format(kScript, fmt::arg("name", program.name), fmt::arg("id", id),
                                fmt::arg("takes", takes(all)), fmt::arg("known", known(all)));
  for (const auto& place : all) out += lines_of(program.name, id, place, place.path.empty());
  return out;
}

}  // namespace redrive::cmdline
