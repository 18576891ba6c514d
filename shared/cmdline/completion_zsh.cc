#include <fmt/format.h>

#include "shared/cmdline/completion.h"
#include "shared/cmdline/completion_parts.h"

namespace redrive::cmdline {
namespace {

std::string clean(std::string text) {
  for (char& c : text) c = c == '\n' ? ' ' : c;
  return text;
}

// "name:what it does", as _describe takes it: colons of a name are escaped.
std::string described(const std::string& name, const std::string& help) {
  std::string out;
  for (const char c : name) out += c == ':' ? std::string("\\:") : std::string(1, c);
  return quoted(out + ":" + clean(help));
}

std::string reply(const Option& option) {
  if (is_file(option)) return "_files";
  if (option.choices.empty()) return fmt::format("_message {}", quoted(option.value));
  return fmt::format("compadd -- {}", fmt::join(option.choices, " "));
}

std::string place_cases(const Command& program, const std::vector<Place>& all) {
  std::string out;
  for (const auto& [path, command] : all) {
    out += fmt::format("    ({})\n      verbs=(", quoted(path));
    for (const auto& verb : command->verbs) out += "\n        " + described(verb.name, verb.help);
    out += ")\n      options=(";
    std::vector<Option> options = command->all_options();
    if (command != &program) options.insert(options.end(), program.options.begin(), program.options.end());
    for (const auto& option : options) {
      for (const auto& name : option.names) out += "\n        " + described(name, option.help);
    }
    out += ")\n      ;;\n";
  }
  return out;
}

// `(failures\ list\ --type) _message TYPE; return ;;` for each option with a value.
std::string value_cases(const std::vector<Place>& all) {
  std::string out;
  for (const auto& [path, command] : all) {
    for (const auto& option : command->all_options()) {
      if (option.is_flag()) continue;
      for (const auto& name : option.names)
        out += fmt::format("    ({}) {}; return ;;\n", quoted(path + " " + name), reply(option));
    }
  }
  return out;
}

std::string takes(const std::vector<Place>& all) {
  std::string out;
  for (const auto& [path, command] : all) {
    for (const auto& option : command->all_options()) {
      if (option.is_flag()) continue;
      for (const auto& name : option.names) out += "\n    " + quoted(path + " " + name);
    }
  }
  return out;
}

std::string known(const std::vector<Place>& all) {
  std::string out;
  for (const auto& [path, command] : all) {
    if (!path.empty()) out += "\n    " + quoted(path);
  }
  return out;
}

std::string word_cases(const std::vector<Place>& all) {
  std::string out;
  for (const auto& [path, command] : all) {
    for (const auto& word : command->words) {
      out += fmt::format("    ({}) {} ;;\n", quoted(path), reply(word));
      break;
    }
  }
  return out;
}

constexpr const char* kScript = R"(#compdef {name}
# zsh completion for {name}, as `{name} completion zsh` writes it
_{id}() {{
  local place='' value='' word next
  local -a verbs options takes known
  takes=({takes})
  known=({known})
  integer i
  for ((i = 2; i < CURRENT; i++)); do
    word=${{words[i]}}
    if [[ -n $value ]]; then value=''; continue; fi
    for next in "$place $word" " $word"; do
      if (( ${{takes[(Ie)$next]}} )); then value=$next; break; fi
    done
    [[ -n $value ]] && continue
    next="${{place:+$place }}$word"
    (( ${{known[(Ie)$next]}} )) && place=$next
  done
  case $value in
    ('') ;;
{values}    (*) return ;;
  esac
  case $place in
{places}  esac
  if [[ ${{words[CURRENT]}} == -* ]]; then
    _describe -o 'option' options
    return
  fi
  if (( ${{#verbs}} )); then
    _describe 'verb' verbs
    return
  fi
  case $place in
{words}    (*) ;;
  esac
}}
if [[ $funcstack[1] == _{id} ]]; then _{id} "$@"; else compdef _{id} {name}; fi
)";

}  // namespace

std::string zsh_completion(const Command& program) {
  const auto all = places(program);
  return fmt::format(kScript, fmt::arg("name", program.name), fmt::arg("id", program.name),
                     fmt::arg("takes", takes(all)), fmt::arg("known", known(all)), fmt::arg("values", value_cases(all)),
                     fmt::arg("places", place_cases(program, all)), fmt::arg("words", word_cases(all)));
}

}  // namespace redrive::cmdline
