#include "shared/config/document.h"

#include <fmt/format.h>

// toml++ 3.3 asserts, and without asserts runs into undefined behaviour, on texts like "[= x]" that it should refuse.
// Its assertion is made an exception here, in every build, so that such a text is a syntax error like any other.
namespace redrive::config {
struct ParserAsserted {};
constexpr void assert_in_parser(bool good) {
  if (!good) throw ParserAsserted{};
}
}  // namespace redrive::config
#undef NDEBUG
#define TOML_ASSERT(expression) redrive::config::assert_in_parser(static_cast<bool>(expression))
#include <toml++/toml.h>

#include "shared/config/checks.h"

namespace redrive::config {
namespace {

base::UtcTime to_instant(const toml::date_time& value) {
  const std::chrono::year_month_day date{std::chrono::year{value.date.year}, std::chrono::month{value.date.month},
                                         std::chrono::day{value.date.day}};
  return base::UtcTime{std::chrono::sys_days{date}} + std::chrono::hours{value.time.hour} +
         std::chrono::minutes{value.time.minute} + std::chrono::seconds{value.time.second} +
         base::Micros{value.time.nanosecond / 1000} - std::chrono::minutes{value.offset->minutes};
}

Node convert(const toml::node& from);

std::vector<Member> convert_members(const toml::table& table) {
  std::vector<Member> members;
  for (const auto& [key, value] : table) {
    members.push_back({std::string(key.str()), key.source().begin.line, convert(value)});
  }
  return members;
}

Node convert(const toml::node& from) {
  Node node;
  node.line = from.source().begin.line;
  from.visit([&node]<typename T>(const T& value) {
    if constexpr (toml::is_string<T>) {
      node.kind = Kind::kString, node.text = *value;
    } else if constexpr (toml::is_integer<T>) {
      node.kind = Kind::kInteger, node.integer = *value;
    } else if constexpr (toml::is_floating_point<T>) {
      node.kind = Kind::kFloat, node.number = *value;
    } else if constexpr (toml::is_boolean<T>) {
      node.kind = Kind::kBoolean, node.boolean = *value;
    } else if constexpr (toml::is_array<T>) {
      node.kind = Kind::kArray;
      for (const auto& item : value) node.items.push_back(convert(item));
    } else if constexpr (toml::is_table<T>) {
      node.kind = Kind::kTable, node.members = convert_members(value);
    } else {
      node.kind = Kind::kLocalTime;
      if constexpr (toml::is_date_time<T>) {
        if (value->offset) node.kind = Kind::kInstant, node.instant = to_instant(*value);
      }
    }
  });
  return node;
}

bool asserts_within(std::string_view text, std::size_t end) {
  try {
    static_cast<void>(toml::parse(text.substr(0, end)));
    return false;
  } catch (const ParserAsserted&) {
    return true;
  }
}

// The line the parser asserted in: the first whose end, cut there, makes it assert. Found by halving, because the
// parser reads from the front and longer texts assert too.
unsigned line_of_assertion(std::string_view text) {
  std::vector<std::size_t> ends;
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
    ends.push_back(at + 1);
  const auto found =
      std::partition_point(ends.begin(), ends.end(), [&](std::size_t end) { return !asserts_within(text, end); });
  return static_cast<unsigned>(found - ends.begin()) + 1;
}

}  // namespace

Parsed<Node> parse_document(std::string_view text, const std::string& file) {
  // The library reads ahead, so that the line it gives for such a byte may be an earlier one.
  if (const auto lines = lines_not_utf8(text); !lines.empty()) {
    return tl::unexpected(Problems{{file, lines.front(), "not TOML: the line is not UTF-8 text"}});
  }
  try {
    const toml::parse_result result = toml::parse(text);
    if (result) return convert(result.table());
    const toml::parse_error& error = result.error();
    return tl::unexpected(
        Problems{{file, error.source().begin.line, fmt::format("not TOML: {}", error.description())}});
  } catch (const ParserAsserted&) {
    return tl::unexpected(Problems{{file, line_of_assertion(text), "not TOML: the line is malformed"}});
  }
}

std::string describe(const Node& node) {
  switch (node.kind) {
    case Kind::kString:
      return in_quotes(node.text);
    case Kind::kInteger:
      return std::to_string(node.integer);
    case Kind::kFloat:
      return fmt::format("{}", node.number);
    case Kind::kBoolean:
      return node.boolean ? "true" : "false";
    case Kind::kInstant:
      return base::format_rfc3339(node.instant);
    case Kind::kLocalTime:
      return "a date or time without an offset";
    case Kind::kArray:
      return node.items.empty() ? "an empty list" : "a list";
    case Kind::kTable:
      break;
  }
  return "a table";
}

}  // namespace redrive::config
