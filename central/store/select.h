// The shapes in which repositories ask: all rows, one row, one number, one page. `read` makes a value of a row and
// returns it or a base::Result of it; the first error ends the answer.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "central/store/columns.h"
#include "central/store/database.h"
#include "central/store/page.h"

namespace redrive::central {

template <typename T, typename Read>
base::Result<std::vector<T>> select_all(Database& db, std::string_view sql, std::span<const Value> parameters,
                                        Read read) {
  std::vector<T> items;
  base::Status good;
  const auto each = [&](const Row& row) {
    if (!good) return;
    if (base::Result<T> item = read(row)) {
      items.push_back(std::move(*item));
    } else {
      good = tl::unexpected<base::Error>(std::move(item.error()));
    }
  };
  if (auto done = db.query(sql, parameters, each); !done) return tl::unexpected<base::Error>(std::move(done.error()));
  if (!good) return tl::unexpected<base::Error>(std::move(good.error()));
  return items;
}

template <typename T, typename Read>
base::Result<std::vector<T>> select_all(Database& db, std::string_view sql, std::initializer_list<Value> parameters,
                                        Read read) {
  return select_all<T>(db, sql, std::span(parameters.begin(), parameters.size()), read);
}

// The first row's value; nothing when there is no row.
template <typename T, typename Read>
base::Result<std::optional<T>> select_one(Database& db, std::string_view sql, std::initializer_list<Value> parameters,
                                          Read read) {
  auto items = select_all<T>(db, sql, parameters, read);
  if (!items) return tl::unexpected<base::Error>(std::move(items.error()));
  if (items->empty()) return std::optional<T>{};
  return std::optional<T>{std::move(items->front())};
}

// The first column of the first row; 0 when there is no row.
inline base::Result<std::int64_t> select_number(Database& db, std::string_view sql,
                                                std::initializer_list<Value> parameters = {}) {
  auto found = select_one<std::int64_t>(db, sql, parameters, [](const Row& row) { return row.integer(0); });
  if (!found) return tl::unexpected<base::Error>(std::move(found.error()));
  return found->value_or(0);
}

inline base::Result<std::uint64_t> select_count(Database& db, std::string_view sql) {
  return select_number(db, sql).map([](std::int64_t n) { return static_cast<std::uint64_t>(n); });
}

inline base::Status check_page(const PageRequest& page) {
  if (page.limit >= 1 && page.limit <= 1000 && page.after >= 0) return {};
  return base::fail(base::ErrorCode::kInvalid,
                    "limit must be 1 to 1000, and 'after' what the page before gave as 'next'");
}

// At most `limit` rows of what the statement gives, and where they go on. It has the row number as its first column and
// asks for one row more.
template <typename T, typename Read>
base::Result<Page<T>> cut_page(Database& db, std::string_view sql, std::size_t limit, const std::vector<Value>& values,
                               Read read) {
  using Numbered = std::pair<std::int64_t, T>;
  auto rows = select_all<Numbered>(db, sql, values, [&](const Row& row) -> base::Result<Numbered> {
    base::Result<T> item = read(row);
    if (!item) return tl::unexpected<base::Error>(std::move(item.error()));
    return Numbered{row.integer(0), std::move(*item)};
  });
  if (!rows) return tl::unexpected<base::Error>(std::move(rows.error()));
  Page<T> out;
  if (rows->size() > limit) {
    rows->pop_back();
    out.next = rows->back().first;
  }
  for (auto& row : *rows) out.items.push_back(std::move(row.second));
  return out;
}

// A page, newest first. The statement gives the row number as its first column and has in it
// "number < $1 … ORDER BY number DESC LIMIT $2"; `more` are $3 and on. Row numbers only grow and never change, so rows
// added meanwhile neither repeat nor hide any.
template <typename T, typename Read>
base::Result<Page<T>> select_page(Database& db, std::string_view sql, const PageRequest& page, std::vector<Value> more,
                                  Read read) {
  if (auto good = check_page(page); !good) return tl::unexpected<base::Error>(std::move(good.error()));
  more.insert(more.begin(), {Value{page.after > 0 ? page.after : std::numeric_limits<std::int64_t>::max()},
                             Value{std::int64_t{page.limit} + 1}});
  return cut_page<T>(db, sql, page.limit, more, read);
}

}  // namespace redrive::central
