#include <fmt/format.h>

#include "shared/cmdline/completion.h"
#include "shared/cmdline/completion_parts.h"

namespace redrive::cmdline {
namespace {

std::string names_of(const std::vector<Option>& options) {
  std::string out;
  for (const auto& option : options) {
    for (const auto& name : option.names) out += (out.empty() ? "" : " ") + name;
  }
  return out;
}

// How the value of an option, or a word, is completed.
std::string reply(const Option& option) {
  if (is_file(option)) return "compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- \"$cur\"))";
  if (option.choices.empty()) return ":";
  return fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$cur\"))", fmt::join(option.choices, " "));
}

// Which options take the next word: `"failures list --type"|…) value=1`.
std::string value_cases(const std::vector<Place>& all) {
  std::string out;
  for (const auto& [path, command] : all) {
    for (const auto& option : command->all_options()) {
      if (option.is_flag()) continue;
      for (const auto& name : option.names) out += fmt::format("{}'{} {}'", out.empty() ? "" : "|", path, name);
    }
  }
  return out;
}

std::string place_cases(const std::vector<Place>& all) {
  std::string out;
  for (const auto& [path, command] : all) {
    std::string verbs;
    for (const auto& verb : command->verbs) verbs += (verbs.empty() ? "" : " ") + verb.name;
    out += fmt::format("    '{}') verbs='{}'; options='{}' ;;\n", path, verbs, names_of(command->all_options()));
  }
  return out;
}

std::string reply_cases(const std::vector<Place>& all) {
  std::string out;
  for (const auto& [path, command] : all) {
    for (const auto& option : command->all_options()) {
      if (option.is_flag()) continue;
      for (const auto& name : option.names)
        out += fmt::format("    '{} {}') {}; return ;;\n", path, name, reply(option));
    }
  }
  return out;
}

std::string word_cases(const std::vector<Place>& all) {
  std::string out;
  for (const auto& [path, command] : all) {
    for (const auto& word : command->words) {
      if (is_file(word) || !word.choices.empty()) out += fmt::format("    '{}') {} ;;\n", path, reply(word));
    }
  }
  return out;
}

constexpr const char* kScript = R"(# bash completion for {name}, as `{name} completion bash` writes it
_{id}()
{{
  local cur=${{COMP_WORDS[COMP_CWORD]}} place='' value='' verbs='' options='' word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${{COMP_WORDS[i]}}
    if [[ -n $value ]]; then value=''; continue; fi
    case "$place $word" in
      {takes}) value=$place\ $word; continue ;;
    esac
    case " $word" in
      {program_takes}) value=\ $word; continue ;;
    esac
    case $place in
{steps}    esac
  done
  case $value in
    '') ;;
{replies}    *) return ;;
  esac
  case $place in
{places}  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$options {everywhere}" -- "$cur"))
    return
  fi
  if [[ -n $verbs ]]; then
    COMPREPLY=($(compgen -W "$verbs" -- "$cur"))
    return
  fi
  case $place in
{words}    *) ;;
  esac
}}
complete -F _{id} {name}
)";

// `failures) case $word in list) place='failures list' ;; esac ;;`
std::string step_cases(const std::vector<Place>& all) {
  std::string out;
  for (const auto& [path, command] : all) {
    if (command->verbs.empty()) continue;
    out += fmt::format("      '{}') case $word in", path);
    for (const auto& verb : command->verbs)
      out += fmt::format(" {0}) place='{1}{2}{0}' ;;", verb.name, path, path.empty() ? "" : " ");
    out += " esac ;;\n";
  }
  return out;
}

}  // namespace

std::string bash_completion(const Command& program) {
  const auto all = places(program);
  std::string id = program.name;
  for (char& c : id) c = c == '-' ? '_' : c;
  const std::string takes = value_cases(all);
  const std::string program_takes = value_cases({all.front()});
  return fmt::format(
      kScript, fmt::arg("name", program.name), fmt::arg("id", id), fmt::arg("takes", takes.empty() ? "''" : takes),
      fmt::arg("program_takes", program_takes.empty() ? "''" : program_takes), fmt::arg("steps", step_cases(all)),
      fmt::arg("replies", reply_cases(all)), fmt::arg("places", place_cases(all)),
      fmt::arg("everywhere", names_of(program.options)), fmt::arg("words", word_cases(all)));
}

}  // namespace redrive::cmdline
