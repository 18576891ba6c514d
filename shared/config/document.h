// A TOML text as plain values that know their line. The only place that knows the TOML library; everything after it
// reads these values, so a wrong type can never turn into a default.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/time.h"
#include "shared/config/problem.h"

namespace redrive::config {

enum class Kind { kString, kInteger, kFloat, kBoolean, kInstant, kLocalTime, kArray, kTable };

struct Member;

struct Node {
  Kind kind = Kind::kTable;
  unsigned line = 0;            // where it begins, from 1; 0 = not in the text
  std::string text;             // kString
  std::int64_t integer = 0;     // kInteger
  double number = 0;            // kFloat
  bool boolean = false;         // kBoolean
  base::UtcTime instant{};      // kInstant: a date-time with offset
  std::vector<Node> items;      // kArray
  std::vector<Member> members;  // kTable, by name; no repeats (the parser refuses them)
};

struct Member {
  std::string key;
  unsigned line = 0;  // of the key
  Node value;
};

// The top table of `text`. A syntax error is one problem with its line; `file` is the name put into it.
Parsed<Node> parse_document(std::string_view text, const std::string& file);

// The value as a person would recognise it in a message: "two" in quotes (cut when long), 8080, true, an array.
std::string describe(const Node& node);

}  // namespace redrive::config
