// What the scripts of all shells are made of; for completion_*.cc.
#pragma once

#include <string>
#include <vector>

#include "shared/cmdline/command.h"

namespace redrive::cmdline {

// Each command of the tree with its words from the program on: "", "failures", "failures list".
struct Place {
  std::string path;
  const Command* command;
};
std::vector<Place> places(const Command& program);

// Its value, or the word, is the name of a file.
bool is_file(const Option& option);

// "two words's" as one word of a shell: 'two words'\''s'. Fish has \' within quotes.
std::string quoted(const std::string& text);
std::string fish_quoted(const std::string& text);

}  // namespace redrive::cmdline
