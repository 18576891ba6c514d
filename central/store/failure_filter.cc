#include "central/store/failure_filter.h"

#include <fmt/format.h>

#include "central/store/columns.h"

namespace redrive::central {
namespace {

// "%…%" for LIKE with "\" before what LIKE itself means something by; lower case, as the text it is held against.
std::string pattern_of(const std::string& word) {
  if (word.empty()) return "";
  std::string pattern = "%";
  for (const char c : word) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return pattern + "%";
}

}  // namespace

std::string failure_condition(int first) {
  std::string sql;
  int at = first;
  for (const auto* column : {"server", "device", "job", "failure_type", "package", "ticket", "location"}) {
    sql += fmt::format("(${0} = '' OR {1} = ${0}) AND ", at++, column);
  }
  sql += fmt::format("last_at >= ${}", at++);
  for (std::size_t i = 0; i < kMostWords; ++i, ++at) {
    sql += fmt::format(
        " AND (${0} = '' OR lower(device || ' ' || server || ' ' || package || ' ' || failure_type || ' ' || location "
        "|| "
        "' ' || job || ' ' || message) LIKE ${0} ESCAPE '\\')",
        at);
  }
  return sql;
}

std::vector<Value> failure_values(const FailureFilter& f) {
  std::vector<Value> values{f.server, f.device, f.job, f.failure_type, f.package, f.ticket, f.site, as_value(f.since)};
  for (std::size_t i = 0; i < kMostWords; ++i) values.emplace_back(pattern_of(i < f.words.size() ? f.words[i] : ""));
  return values;
}

}  // namespace redrive::central
