#include "shared/config/item_table.h"

namespace redrive::config {

unsigned Lines::of(std::string_view key) const {
  const auto found = keys.find(key);
  return found == keys.end() ? own : found->second;
}

const Lines& Reading::lines_of(std::string_view section) const {
  static const Lines kAbsent;
  const auto found = sections.find(section);
  return found == sections.end() ? kAbsent : found->second;
}

Problems Reading::sorted() const {
  Problems ordered = problems;
  std::stable_sort(ordered.begin(), ordered.end(), [](const Problem& a, const Problem& b) { return a.line < b.line; });
  return ordered;
}

namespace item_table_detail {

std::string label_before_key(const std::string& label) {
  return label.empty() ? label : label + " ";
}

void complain(Reading& reading, const std::string& what, const Node& value, const Node& at, std::string_view expected,
              std::string_view why, Show show) {
  const bool whole = &at == &value;
  std::string found = show == Show::kValue ? (whole ? "is " : "has ") + describe(at) : "does not fit";
  if (!why.empty()) found += fmt::format(" ({})", why);
  reading.problem(at.line, fmt::format("{} {}; expected {}", what, found, expected));
}

void unknown_key(Reading& reading, const std::string& label, const Member& member,
                 const std::vector<std::string>& known) {
  reading.problem(member.line, fmt::format("{}{} is not known; expected one of {}", label_before_key(label), member.key,
                                           fmt::join(known, ", ")));
}

bool is_table(Reading& reading, const std::string& label, const Node& node, unsigned line) {
  if (node.kind == Kind::kTable) return true;
  reading.problem(line, fmt::format("{} is {}; expected one section written {}", label, describe(node), label));
  return false;
}

bool is_table_list(Reading& reading, const std::string& label, const Node& node, unsigned line) {
  const bool tables =
      node.kind == Kind::kArray && !node.items.empty() &&
      std::all_of(node.items.begin(), node.items.end(), [](const Node& n) { return n.kind == Kind::kTable; });
  if (!tables) {
    reading.problem(line, fmt::format("{} is {}; expected sections written {}", label, describe(node), label));
  }
  return tables;
}

}  // namespace item_table_detail
}  // namespace redrive::config
