#include "shared/cmdline/help_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "shared/text/columns.h"
#include "shared/text/table.h"

namespace redrive::cmdline {
namespace {

constexpr std::size_t kMostLeft = 28;  // columns; what is longer has a line of its own

using Entry = std::pair<std::string, std::string>;

std::string entries(const std::string& heading, const std::vector<Entry>& all) {
  if (all.empty()) return {};
  std::size_t left = 0;
  for (const auto& [name, help] : all) {
    if (text::columns(name) <= kMostLeft) left = std::max(left, text::columns(name));
  }
  std::string out = "\n" + heading + ":\n";
  for (const auto& [name, help] : all) {
    const std::string body = text::paragraph(help, left + 4);
    if (text::columns(name) > left) {
      out += "  " + name + "\n" + body;
    } else if (body.empty()) {
      out += "  " + name + "\n";
    } else {
      out += "  " + text::cell(name, left) + body.substr(left + 2);
    }
  }
  return out;
}

std::string paragraphs(const std::string& notes) {
  std::string out;
  for (std::size_t at = 0; at < notes.size();) {
    const std::size_t end = std::min(notes.find('\n', at), notes.size());
    const std::string_view line = std::string_view(notes).substr(at, end - at);
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    out += line.empty() ? "\n" : text::paragraph(line, indent);
    at = end + 1;
  }
  return out;
}

std::string either_words(const OneOf& either) {
  std::string out;
  for (const auto& option : either.options) {
    const bool follows = option.names.empty() && !out.empty() && out.back() != ')' && out.find('|') == out.npos;
    out += (out.empty() ? "" : follows ? " " : " | ") + signature(option);  // "SERVER JOB | --ticket ID"
  }
  return (either.required ? "(" : "[") + out + (either.required ? ")" : "]");
}

std::vector<Entry> option_entries(const std::vector<Option>& options) {
  std::vector<Entry> out;
  for (const auto& option : options) out.emplace_back(signature(option), explained(option));
  return out;
}

// Of the program, in short: they may stand after every verb.
std::string everywhere(const Command& program) {
  std::string out = "Options of every verb:";
  for (const auto& option : program.options) out += (out.back() == ':' ? " " : ", ") + option.names.back();
  return "\n" + text::paragraph(out + " (" + program.name + " --help)", 0);
}

std::string verb_entries(const Command& command) {
  std::vector<std::string> groups;
  for (const auto& verb : command.verbs) {
    if (std::find(groups.begin(), groups.end(), verb.group) == groups.end()) groups.push_back(verb.group);
  }
  std::string out;
  for (const auto& group : groups) {
    std::vector<Entry> all;
    for (const auto& verb : command.verbs) {
      if (verb.group == group) all.emplace_back(verb.name, verb.help);
    }
    out += entries(group, all);
  }
  return out;
}

std::vector<Option> words_of(const Command& command) {
  std::vector<Option> words = command.words;
  for (const auto& either : command.either) {
    for (const auto& option : either.options) {
      if (option.names.empty()) words.push_back(option);
    }
  }
  return words;
}

}  // namespace

std::string path_words(const Path& path) {
  std::string out;
  for (const Command* command : path) out += (out.empty() ? "" : " ") + command->name;
  return out;
}

std::string signature(const Option& option) {
  const std::string more = option.repeats ? "…" : "";
  if (option.names.empty()) return option.value + more;
  std::string out;
  for (const auto& name : option.names) out += (out.empty() ? "" : ", ") + name;
  return option.is_flag() ? out : out + " " + option.value + more;
}

std::string explained(const Option& option) {
  std::string out = option.help;
  if (!option.choices.empty()) out += fmt::format("{}{}", out.empty() ? "" : ": ", fmt::join(option.choices, ", "));
  if (!option.standard.empty()) out += fmt::format(" (default {})", option.standard);
  return out;
}

std::string usage(const Path& path) {
  const Command& command = *path.back();
  std::string out = path_words(path);
  for (const auto& word : command.words) out += word.required ? " " + signature(word) : " [" + signature(word) + "]";
  for (const auto& either : command.either) out += " " + either_words(either);
  bool more = false;
  for (const auto& option : command.options) {
    if (option.required) out += " " + signature(option);
    more = more || !option.required;
  }
  if (more) out += " [options]";
  return command.verbs.empty() ? out : out + " VERB";
}

std::string help_text(const Path& path, const ExitCodes& codes) {
  const Command& command = *path.back();
  std::string out = text::paragraph("Usage: " + usage(path), 0) + "\n" + text::paragraph(command.help, 0);
  if (!command.notes.empty()) out += "\n" + paragraphs(command.notes);
  out += entries("Arguments", option_entries(words_of(command)));
  out += verb_entries(command);
  out += entries("Options", option_entries(command.all_options()));
  if (path.size() > 1) out += everywhere(*path.front());
  if (path.size() == 1) {
    std::vector<Entry> all;
    for (const auto& [code, meaning] : codes) all.emplace_back(std::to_string(code), meaning);
    out += entries("Exit codes", all);
  }
  if (!command.examples.empty()) out += "\nExamples:\n";
  for (const auto& example : command.examples) out += "  " + example + "\n";
  return out;
}

}  // namespace redrive::cmdline
