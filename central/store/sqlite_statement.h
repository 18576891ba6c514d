// One prepared SQLite statement, and SQLite's errors as ours. Inside the adapter only.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "central/store/database.h"

namespace redrive::central {

// What SQLite says is wrong with the last call on `db`; `sql` may be empty. Take it before the next call on `db`.
base::Error sqlite_error(sqlite3* db, std::string_view sql);

class SqliteStatement {
 public:
  // kFailed when `sql` is not exactly one statement or its parameters are not $1 to $n.
  static base::Result<std::unique_ptr<SqliteStatement>> prepare(sqlite3* db, std::string_view sql, bool keep);

  // Runs it to its end. The parameters are read in place, not copied. Not re-entrant: kFailed while it runs already.
  base::Status run(std::span<const Value> parameters, const std::function<void(const Row&)>& each);

  bool writes() const { return sqlite3_stmt_readonly(handle_.get()) == 0; }
  std::string_view sql() const { return sql_; }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
  };
  SqliteStatement(sqlite3* db, sqlite3_stmt* handle, std::string_view sql) : db_(db), handle_(handle), sql_(sql) {}
  base::Status find_parameters();
  base::Status bind(std::span<const Value> parameters);

  sqlite3* db_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  std::string sql_;
  std::vector<int> index_;  // SQLite's index of $1, $2, …: it counts by first appearance, not by name
};

}  // namespace redrive::central
