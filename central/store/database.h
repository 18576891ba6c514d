// The store seam: SQL with "$1" parameters, rows of typed values. SQLite is the embedded default; PostgreSQL serves
// several centrals. What is stored, and in which statements, stands in the repositories beside this file (inbox.h,
// tickets.h, …).
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/base/result.h"

namespace redrive::central {

using Value = std::variant<std::monostate, std::int64_t, double, std::string>;  // monostate = NULL

class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;   // 0 for NULL
  virtual std::string_view text(int column) const = 0;  // valid until the next row; "" for NULL
};

// One connection, one thread at a time. Statements are prepared once and kept by their text, so texts should be
// constants; one text is one statement and its parameters are exactly $1 to $n. Bytes of every value survive, NULs
// included. Errors: kNoSpace (disk full), kUnavailable (another connection holds the lock too long), kConflict (a
// unique name is taken), kCorrupt, else kFailed. An error may have ended the transaction: then everything is refused
// until rollback().
class Database {
 public:
  virtual ~Database() = default;
  virtual base::Status begin() = 0;   // takes the write lock at once
  virtual base::Status commit() = 0;  // well = durable; kFailed after a lost connection means unknown
  virtual void rollback() = 0;        // never fails; without a transaction does nothing
  // Runs one statement; `each` gets every row and may be empty.
  virtual base::Status query(std::string_view sql, std::span<const Value> parameters,
                             const std::function<void(const Row&)>& each) = 0;
  // The tables that the last transaction of this connection wrote to, each once; valid until the next one begins.
  virtual std::vector<std::string_view> written() const = 0;
  virtual std::int64_t changed() const = 0;  // rows the last statement inserted, updated or deleted
  // Copies the database durably to its own name and `suffix`, outside a transaction; an older copy is replaced. Does
  // nothing where copies are the business of whoever runs the server.
  virtual base::Status back_up(const std::string& suffix [[maybe_unused]]) { return {}; }

  base::Status execute(std::string_view sql, std::initializer_list<Value> parameters = {}) {
    return query(sql, {parameters.begin(), parameters.size()}, {});
  }
};

}  // namespace redrive::central
