#include "central/store/sqlite_statement.h"

#include <fmt/format.h>

#include <cerrno>

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Status;

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* handle) : handle_(handle) {}
  bool is_null(int column) const override { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(handle_, column); }
  std::string_view text(int column) const override {
    const auto* bytes =
        static_cast<const char*>(sqlite3_column_blob(handle_, column));  // blob: no conversion, no stop at NUL
    if (bytes == nullptr) return "";
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
  }

 private:
  sqlite3_stmt* handle_;
};

// A file-size limit or a quota is as full as a full disk, but SQLite calls those an I/O error; sqlite3_system_errno
// forgets the cause when it was COMMIT that failed.
bool is_no_space(int code) {
  return code == SQLITE_FULL || (code == SQLITE_IOERR && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG));
}

ErrorCode code_of(sqlite3* db) {
  const int extended = sqlite3_extended_errcode(db);
  const int code = extended & 0xff;
  if (is_no_space(code)) return ErrorCode::kNoSpace;
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED) return ErrorCode::kUnavailable;
  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) return ErrorCode::kCorrupt;
  if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY) return ErrorCode::kConflict;
  return ErrorCode::kFailed;
}

std::string file_of(sqlite3* db) {
  const char* name = db != nullptr ? sqlite3_db_filename(db, "main") : nullptr;
  return name != nullptr && *name != '\0' ? name : ":memory:";
}

int bind_one(sqlite3_stmt* handle, int index, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return sqlite3_bind_text64(handle, index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  if (const auto* number = std::get_if<std::int64_t>(&value)) return sqlite3_bind_int64(handle, index, *number);
  if (const auto* real = std::get_if<double>(&value)) return sqlite3_bind_double(handle, index, *real);
  return sqlite3_bind_null(handle, index);
}

}  // namespace

base::Error sqlite_error(sqlite3* db, std::string_view sql) {
  const ErrorCode code = code_of(db);
  std::string text = fmt::format("database {}: {}", file_of(db), sqlite3_errmsg(db));
  if (code == ErrorCode::kNoSpace) text += "; there is no room left on its disk: free some, nothing was stored";
  if (!sql.empty()) text += fmt::format(" (in: {}{})", sql.substr(0, 80), sql.size() > 80 ? "…" : "");
  return {code, std::move(text)};
}

SqliteTables::SqliteTables(sqlite3* db) {
  sqlite3_set_authorizer(db, authorize, this);
}

int SqliteTables::authorize(void* self, int action, const char* table, const char*, const char*, const char*) {
  if (action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE) {
    static_cast<SqliteTables*>(self)->add(table);
  }
  return SQLITE_OK;
}

// SQLite's own tables (of the schema) tell nobody anything. Beyond 64 a table would not be told of; a test counts them.
void SqliteTables::add(std::string_view table) {
  if (table.starts_with("sqlite_")) return;
  const auto known = std::ranges::find(names_, table, [](const auto& name) { return std::string_view(*name); });
  const auto index = static_cast<std::size_t>(known - names_.begin());
  if (known == names_.end() && names_.size() < compiled_.size()) {
    names_.push_back(std::make_unique<const std::string>(table));
  }
  if (index < compiled_.size()) compiled_.set(index);
}

std::vector<std::string_view> SqliteTables::names(TableSet set) const {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (set.test(i)) names.emplace_back(*names_[i]);
  }
  return names;
}

base::Result<std::unique_ptr<SqliteStatement>> SqliteStatement::prepare(sqlite3* db, std::string_view sql, bool keep,
                                                                        SqliteTables& tables) {
  sqlite3_stmt* handle = nullptr;
  const char* tail = nullptr;
  errno = 0;
  tables.take_compiled();
  const unsigned flags = keep ? SQLITE_PREPARE_PERSISTENT : 0;
  const int code = sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), flags, &handle, &tail);
  if (code != SQLITE_OK) return tl::unexpected<base::Error>(sqlite_error(db, sql));
  std::unique_ptr<SqliteStatement> statement(new SqliteStatement(db, handle, sql, tables.take_compiled()));
  const std::string_view rest = sql.substr(static_cast<std::size_t>(tail - sql.data()));
  if (handle == nullptr || rest.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
    return base::fail(ErrorCode::kFailed, fmt::format("expected exactly one SQL statement: {}", sql.substr(0, 120)));
  }
  if (auto found = statement->find_parameters(); !found) return tl::unexpected<base::Error>(found.error());
  return statement;
}

Status SqliteStatement::find_parameters() {
  const int count = sqlite3_bind_parameter_count(handle_.get());
  for (int i = 1; i <= count; ++i) {
    const int index = sqlite3_bind_parameter_index(handle_.get(), fmt::format("${}", i).c_str());
    if (index == 0) {
      return base::fail(ErrorCode::kFailed,
                        fmt::format("parameters must be $1 to ${}, ${} is missing: {}", count, i, sql_.substr(0, 120)));
    }
    index_.push_back(index);
  }
  return {};
}

Status SqliteStatement::bind(std::span<const Value> parameters) {
  if (parameters.size() != index_.size()) {
    return base::fail(ErrorCode::kFailed, fmt::format("{} parameters given, {} expected: {}", parameters.size(),
                                                      index_.size(), sql_.substr(0, 120)));
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (bind_one(handle_.get(), index_[i], parameters[i]) != SQLITE_OK)
      return tl::unexpected<base::Error>(sqlite_error(db_, sql_));
  }
  return {};
}

Status SqliteStatement::run(std::span<const Value> parameters, const std::function<void(const Row&)>& each) {
  if (sqlite3_stmt_busy(handle_.get()) != 0) {
    return base::fail(ErrorCode::kFailed,
                      fmt::format("the statement runs already; its rows must be read first: {}", sql_.substr(0, 120)));
  }
  if (auto bound = bind(parameters); !bound) return bound;
  struct Reset {  // also when `each` throws
    sqlite3_stmt* handle;
    ~Reset() { sqlite3_reset(handle); }
  } reset{handle_.get()};
  const SqliteRow row(handle_.get());
  int code = SQLITE_ROW;
  errno = 0;
  while ((code = sqlite3_step(handle_.get())) == SQLITE_ROW) {
    if (each) each(row);
  }
  if (code != SQLITE_DONE) return tl::unexpected<base::Error>(sqlite_error(db_, sql_));
  return {};
}

}  // namespace redrive::central
