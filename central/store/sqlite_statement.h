// One prepared SQLite statement, and SQLite's errors as ours. Inside the adapter only.
#pragma once

#include <sqlite3.h>

#include <bitset>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "central/store/database.h"

namespace redrive::central {

// What SQLite says is wrong with the last call on `db`; `sql` may be empty. Take it before the next call on `db`.
base::Error sqlite_error(sqlite3* db, std::string_view sql);

// The tables of one connection that statements write to, as SQLite itself tells while it compiles them
// (sqlite3_set_authorizer): no reading of SQL, and nothing to do when they run.
using TableSet = std::bitset<64>;
class SqliteTables {
 public:
  explicit SqliteTables(sqlite3* db);  // lives as long as the connection prepares statements
  SqliteTables(const SqliteTables&) = delete;
  SqliteTables& operator=(const SqliteTables&) = delete;

  TableSet take_compiled() { return std::exchange(compiled_, {}); }  // of the statements since it was last called
  std::vector<std::string_view> names(TableSet set) const;

 private:
  static int authorize(void* self, int action, const char* table, const char*, const char*, const char*);
  void add(std::string_view table);

  std::vector<std::unique_ptr<const std::string>> names_;
  TableSet compiled_;
};

class SqliteStatement {
 public:
  // kFailed when `sql` is not exactly one statement or its parameters are not $1 to $n.
  static base::Result<std::unique_ptr<SqliteStatement>> prepare(sqlite3* db, std::string_view sql, bool keep,
                                                                SqliteTables& tables);

  // Runs it to its end. The parameters are read in place, not copied. Not re-entrant: kFailed while it runs already.
  base::Status run(std::span<const Value> parameters, const std::function<void(const Row&)>& each);

  // The tables it writes to, in the table book of its connection.
  TableSet writes_to() const { return writes_to_; }
  bool writes() const { return sqlite3_stmt_readonly(handle_.get()) == 0; }
  std::string_view sql() const { return sql_; }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
  };
  SqliteStatement(sqlite3* db, sqlite3_stmt* handle, std::string_view sql, TableSet writes_to)
      : db_(db), handle_(handle), sql_(sql), writes_to_(writes_to) {}
  base::Status find_parameters();
  base::Status bind(std::span<const Value> parameters);

  sqlite3* db_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  std::string sql_;
  const TableSet writes_to_;
  std::vector<int> index_;  // SQLite's index of $1, $2, …: it counts by first appearance, not by name
};

}  // namespace redrive::central
