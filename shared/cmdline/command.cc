#include "shared/cmdline/command.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace redrive::cmdline {
namespace {

constexpr std::string_view kExamples = "Examples:\n";

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \n");
  if (first == text.npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \n") + 1 - first));
}

// "TEXT:{a,b}" -> a, b
std::vector<std::string> choices_in(const std::string& type) {
  const auto begin = type.find(":{"), end = type.rfind('}');
  if (begin == type.npos || end == type.npos) return {};
  std::vector<std::string> choices;
  for (auto& choice : CLI::detail::split(type.substr(begin + 2, end - begin - 2), ',')) choices.push_back(choice);
  return choices;
}

std::string value_of(const CLI::Option& option) {
  if (option.get_type_size() == 0) return {};
  const std::string type = option.get_type_name();
  const std::string name = type.substr(0, type.find(':'));
  return name == "UINT" || name == "INT" ? "N" : name;
}

Option read_option(const CLI::Option& option) {
  Option out;
  out.value = value_of(option);
  out.help = option.get_description();
  out.standard = option.get_default_str();
  out.choices = choices_in(option.get_type_name());
  out.required = option.get_required();
  out.repeats = option.get_expected_max() >= CLI::detail::expected_max_vector_size;
  if (option.get_positional() && !option.nonpositional()) {
    out.value = option.get_name(true);
    return out;
  }
  for (const auto& name : option.get_snames()) out.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) out.names.push_back("--" + name);
  return out;
}

void read_options(const CLI::App& app, std::vector<Option>& words, std::vector<Option>& options) {
  for (const CLI::Option* option : app.get_options()) {
    // Every verb has --help; it is told of the program alone.
    if (option->get_group().empty() || (app.get_parent() && option == app.get_help_ptr())) continue;
    (option->nonpositional() ? options : words).push_back(read_option(*option));
  }
}

// An option group is an application without a name.
void read_group(const CLI::App& group, Command& command) {
  OneOf either;
  read_options(group, either.options, either.options);
  either.required = group.get_require_option_min() > 0;
  command.either.push_back(std::move(either));
}

void read_footer(const std::string& footer, Command& command) {
  const auto examples = footer.find(kExamples);
  command.notes = trimmed(footer.substr(0, examples));
  if (examples == footer.npos) return;
  for (const auto& line : CLI::detail::split(footer.substr(examples + kExamples.size()), '\n')) {
    if (std::string example = trimmed(line); !example.empty()) command.examples.push_back(std::move(example));
  }
}

}  // namespace

const Command* Command::find(std::string_view verb) const {
  const auto found = std::find_if(verbs.begin(), verbs.end(), [&](const Command& one) { return one.name == verb; });
  return found == verbs.end() ? nullptr : &*found;
}

std::vector<Option> Command::all_options() const {
  std::vector<Option> all;
  for (const auto& one : either) {
    for (const auto& option : one.options) {
      if (!option.names.empty()) all.push_back(option);
    }
  }
  all.insert(all.end(), options.begin(), options.end());
  return all;
}

Command read_command(const CLI::App& app) {
  Command command;
  command.name = app.get_name();
  command.group = app.get_group();
  command.help = app.get_description();
  read_footer(app.get_footer(), command);
  read_options(app, command.words, command.options);
  for (const CLI::App* below : app.get_subcommands({})) {
    if (below->get_name().empty()) {
      read_group(*below, command);
    } else if (!below->get_group().empty()) {
      command.verbs.push_back(read_command(*below));
    }
  }
  return command;
}

std::string told(std::string_view notes, const std::vector<std::string>& examples) {
  std::string out(notes);
  if (!out.empty()) out += "\n\n";
  out += kExamples;
  for (const auto& example : examples) out += "  " + example + "\n";
  return out;
}

}  // namespace redrive::cmdline
