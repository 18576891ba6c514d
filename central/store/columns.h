// Between rows and values: what every repository in this folder writes and reads its columns with.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "central/store/database.h"
#include "central/store/page.h"
#include "shared/base/time.h"

namespace redrive::central {

inline Value as_value(base::UtcTime t) {
  return base::to_micros(t);
}
inline Value as_value(std::uint64_t n) {
  return static_cast<std::int64_t>(n);
}
inline Value as_value(std::string_view text) {
  return std::string(text);
}
inline Value as_value(const std::optional<base::UtcTime>& t) {
  return t ? as_value(*t) : Value{};
}

// Reads a row's columns from left to right. Lives no longer than the row.
class Columns {
 public:
  explicit Columns(const Row& row, int first = 0) : row_(row), next_(first) {}
  std::string text() { return std::string(row_.text(next_++)); }
  std::string_view view() { return row_.text(next_++); }
  std::int64_t integer() { return row_.integer(next_++); }
  std::uint64_t number() { return static_cast<std::uint64_t>(integer()); }
  std::uint32_t small() { return static_cast<std::uint32_t>(integer()); }
  bool flag() { return integer() != 0; }
  base::UtcTime time() { return base::utc_from_micros(integer()); }
  std::optional<base::UtcTime> maybe_time() {
    const int column = next_++;
    if (row_.is_null(column)) return std::nullopt;
    return base::utc_from_micros(row_.integer(column));
  }

 private:
  const Row& row_;
  int next_;
};

// The one of `all` whose to_string is `text`; kCorrupt when none is, because only this program writes it.
template <typename Enum>
base::Result<Enum> read_enum(std::string_view what, std::string_view text, std::initializer_list<Enum> all) {
  for (const Enum one : all) {
    if (to_string(one) == text) return one;
  }
  return base::fail(base::ErrorCode::kCorrupt, "the database holds the unknown " + std::string(what) + " '" +
                                                   std::string(text.substr(0, 64)) + "'");
}

}  // namespace redrive::central
