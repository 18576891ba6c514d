// A program's verbs, options and examples as a plain value. Help, completion, man pages and error messages are all made
// of it, so that they cannot disagree.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace redrive::cmdline {

// An option, or a word that has its place instead of a name.
struct Option {
  std::vector<std::string> names{};    // "-h", "--help"; empty of a word
  std::string value{};                 // what to give: "NAME"; empty of a flag
  std::string help{}, standard{};      // `standard`: what holds when it is not given
  std::vector<std::string> choices{};  // empty = anything
  bool required = false, repeats = false;

  bool is_flag() const { return value.empty(); }
};

// Of these just one is given; `required`: and one is.
struct OneOf {
  std::vector<Option> options{};
  bool required = false;
};

struct Command {
  std::string name{}, group{};          // `group`: the heading its parent lists it under
  std::string help{}, notes{};          // one sentence; paragraphs
  std::vector<std::string> examples{};  // command lines
  std::vector<Option> words{}, options{};
  std::vector<OneOf> either{};
  std::vector<Command> verbs{};

  const Command* find(std::string_view verb) const;  // null when it has none of this name
  std::vector<Option> all_options() const;           // those of `either` too, without words
};

// All of `app`, without what is hidden (an empty group). Of a footer, what stands before a line "Examples:" is the
// notes, and each line after it an example.
Command read_command(const CLI::App& app);

// A footer as read_command takes it apart.
std::string told(std::string_view notes, const std::vector<std::string>& examples);

}  // namespace redrive::cmdline
