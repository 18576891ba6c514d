// What is wrong with a command line, in words, and where. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/cmdline/help_text.h"

namespace redrive::cmdline {

// How far the words of a command line lead: {redrive, failures, list} for "--json failures list --type x".
Path follow(const Command& program, const std::vector<std::string>& words);

// The first verb or option that does not exist, with the nearest that does; or a verb that is missing. Nothing when it
// is neither: then the parser's own words say what is wrong.
std::optional<std::string> unknown_word(const Command& program, const std::vector<std::string>& words);

// The parser's own words for a mistake, in ours: on one line, the place first, then what was expected.
std::string reworded(const std::string& said);

// The one of `known` that was probably meant; empty when none is near.
std::string nearest(const std::string& word, const std::vector<std::string>& known);

}  // namespace redrive::cmdline
