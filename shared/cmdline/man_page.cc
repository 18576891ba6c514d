#include "shared/cmdline/man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace redrive::cmdline {
namespace {

std::string bold(std::string_view text) {
  return "\\fB" + roff(text) + "\\fR";
}

std::string italic(std::string_view text) {
  return "\\fI" + roff(text) + "\\fR";
}

// Text lines as roff: indented ones stay as they are set, empty ones part paragraphs.
std::string paragraphs(const std::string& notes) {
  std::string out;
  bool set = false;
  for (std::size_t at = 0; at < notes.size();) {
    const std::size_t end = std::min(notes.find('\n', at), notes.size());
    const std::string line = notes.substr(at, end - at);
    at = end + 1;
    const bool indented = line.starts_with(' ');
    if (indented != set && !line.empty()) out += indented ? ".sp\n.nf\n" : ".fi\n.sp\n";
    if (!line.empty()) set = indented;
    out += line.empty() ? (set ? "" : ".sp\n") : roff(line) + "\n";
  }
  return set ? out + ".fi\n" : out;
}

std::string option_tag(const Option& option) {
  std::string out;
  for (const auto& name : option.names) out += (out.empty() ? "" : ", ") + bold(name);
  if (!option.is_flag()) out += (out.empty() ? "" : " ") + italic(option.value);
  return option.repeats ? out + "\\&..." : out;
}

std::string options(const std::vector<Option>& all) {
  std::string out;
  for (const auto& option : all) {
    const std::string help = explained(option);
    out += ".TP\n" + option_tag(option) + "\n" + (help.empty() ? "\\&" : roff(help)) + "\n";
  }
  return out;
}

// How a verb is called: `failures list [--server NAME] …` without what its own list says.
std::string verb_tag(const Path& path) {
  const std::string name = path_words({path.begin() + 1, path.end()});
  const std::string whole = usage(path);
  return bold(name) + roff(whole.substr(path_words(path).size()));
}

std::string examples(const std::vector<std::string>& lines) {
  if (lines.empty()) return {};
  std::string out = ".sp\n.nf\n";
  for (const auto& line : lines) out += "    " + roff(line) + "\n";
  return out + ".fi\n";
}

std::string verb(const Path& path) {
  const Command& command = *path.back();
  if (!command.verbs.empty()) {
    std::string out;
    for (const auto& below : command.verbs) {
      Path longer = path;
      longer.push_back(&below);
      out += verb(longer);
    }
    return out;
  }
  std::string out = ".TP\n" + verb_tag(path) + "\n" + roff(command.help) + ".\n";
  if (!command.notes.empty()) out += ".sp\n" + paragraphs(command.notes);
  std::vector<Option> all;
  for (const auto& word : command.words) {
    if (!explained(word).empty()) all.push_back(word);
  }
  for (const auto& either : command.either) {
    for (const auto& option : either.options) {
      if (option.names.empty() && !explained(option).empty()) all.push_back(option);
    }
  }
  for (auto& option : command.all_options()) all.push_back(std::move(option));
  if (!all.empty()) out += ".RS\n" + options(all) + ".RE\n";
  if (!command.examples.empty()) out += ".RS\n" + examples(command.examples) + ".RE\n";
  return out;
}

std::string verbs(const Command& program) {
  std::string out, group;
  const bool grouped = std::any_of(program.verbs.begin(), program.verbs.end(),
                                   [&](const Command& c) { return c.group != program.verbs.front().group; });
  for (const auto& one : program.verbs) {
    if (grouped && one.group != group) out += ".SS " + roff(one.group) + "\n";
    group = one.group;
    out += verb({&program, &one});
  }
  return out;
}

std::string synopsis(const Command& program) {
  std::string out = ".B " + roff(program.name) + "\n";
  for (const auto& option : program.options) {
    if (option.names.back() != "--help" && option.names.back() != "--version") out += "[" + option_tag(option) + "]\n";
  }
  if (!program.verbs.empty()) out += "[\\fIVERB\\fR \\&...]\n";
  return out;
}

std::string exits(const ExitCodes& codes) {
  std::string out;
  for (const auto& [code, meaning] : codes) out += fmt::format(".TP\n{}\n{}\n", code, roff(meaning));
  return out;
}

}  // namespace

std::string roff(std::string_view text) {
  static const std::map<char, std::string_view> kSpecial = {{'\\', "\\e"},  {'-', "\\-"},   {'\'', "\\(aq"},
                                                            {'^', "\\(ha"}, {'~', "\\(ti"}, {'`', "\\(ga"}};
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("…")) {
      out += "\\&...";
      i += std::string_view("…").size() - 1;
      continue;
    }
    const auto special = kSpecial.find(text[i]);
    out += special == kSpecial.end() ? std::string(1, text[i]) : std::string(special->second);
  }
  return out.starts_with('.') ? "\\&" + out : out;
}

base::Result<std::string> man_page(const Command& program, const ExitCodes& codes, std::string_view text) {
  std::map<std::string, std::string, std::less<>> parts = {{"@SYNOPSIS@", synopsis(program)},
                                                           {"@OPTIONS@", options(program.options)},
                                                           {"@VERBS@", verbs(program)},
                                                           {"@EXAMPLES@", examples(program.examples)},
                                                           {"@EXITS@", exits(codes)}};
  std::string out;
  for (std::size_t at = 0, number = 1; at < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with('@')) {
      out.append(line) += '\n';
      continue;
    }
    const auto part = parts.extract(std::string(line));
    if (part.empty())
      return base::fail(base::ErrorCode::kInvalid,
                        fmt::format("line {}: '{}' is no place, or is there already", number, line));
    out += part.mapped();
  }
  if (!parts.empty()) return base::fail(base::ErrorCode::kInvalid, "the text has no line " + parts.begin()->first);
  return out;
}

}  // namespace redrive::cmdline
