// An iCalendar text as components and content lines that know their line in the file (RFC 5545, 3.1 and 3.4). What the
// values mean is for others.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/config/problem.h"

namespace redrive::central::calendar {

struct ContentLine {
  unsigned line = 0;                                            // where it begins, from 1
  std::string name;                                             // upper case
  std::vector<std::pair<std::string, std::string>> parameters;  // names in upper case, values without quotes
  std::string value;                                            // as it stands, still escaped

  std::string_view parameter(std::string_view key) const;  // empty when it is not given
};

struct Component {
  std::string name;  // upper case: "VEVENT"
  unsigned line = 0;
  std::vector<ContentLine> lines;
  std::vector<Component> parts;

  const ContentLine* find(std::string_view property) const;  // the first of that name, or nullptr
};

inline constexpr std::size_t kMostBytes = 4UL * 1024 * 1024;  // of one text
inline constexpr std::size_t kMostLineBytes = 64UL * 1024;    // of one unfolded line
inline constexpr int kMostDepth = 4;                          // components inside each other

// The components of the text; `file` is the name put into the problems. An unfinished component, a line that is none
// and bytes that are no UTF-8 are problems; what was said once about a line is not said again.
config::Parsed<std::vector<Component>> read_components(std::string_view text, const std::string& file);

// The component as text again, each content line in one line.
std::string to_text(const Component& component);
std::string to_text(const ContentLine& line);

// The value is this word, in any case and with spaces around it.
bool is_word(std::string_view value, std::string_view upper);

// A TEXT value as people wrote it: \n, \, \; and \\ undone.
std::string unescaped(std::string_view value);

}  // namespace redrive::central::calendar
