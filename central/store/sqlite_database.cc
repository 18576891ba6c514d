#include "central/store/sqlite_database.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <unordered_map>

#include "central/store/sqlite_statement.h"
#include "shared/sys/file.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Status;
namespace fs = std::filesystem;

constexpr int kBusyMillis = 10'000;
constexpr std::size_t kMaxStatements = 512;  // texts are constants; what comes beyond is prepared each time

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::unique_ptr<sqlite3, Close> db, fs::path file)
      : db_(std::move(db)), tables_(db_.get()), file_(std::move(file)) {}

  Status begin() override;
  Status commit() override;
  void rollback() override;
  Status query(std::string_view sql, std::span<const Value> parameters,
               const std::function<void(const Row&)>& each) override;
  std::int64_t changed() const override { return changed_; }
  std::vector<std::string_view> written() const override { return tables_.names(written_); }
  Status back_up(const std::string& suffix) override;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  base::Result<SqliteStatement*> statement(std::string_view sql, std::unique_ptr<SqliteStatement>& once);
  bool lost_transaction() const { return begun_ && sqlite3_get_autocommit(db_.get()) != 0; }

  std::unique_ptr<sqlite3, Close> db_;  // outlives the statements
  SqliteTables tables_;
  TableSet written_;
  fs::path file_;
  std::unordered_map<std::string, std::unique_ptr<SqliteStatement>, Hash, std::equal_to<>> statements_;
  bool begun_ = false;
  std::int64_t changed_ = 0;
};

Status SqliteDatabase::begin() {
  if (begun_) return base::fail(ErrorCode::kFailed, "a transaction is running already on this connection");
  written_.reset();
  auto done = execute("BEGIN IMMEDIATE");  // deferred would fail at the first write instead of waiting its turn
  begun_ = done.has_value();
  return done;
}

Status SqliteDatabase::commit() {
  if (!begun_) return base::fail(ErrorCode::kFailed, "there is no transaction to commit");
  auto done = execute("COMMIT");
  if (!done) rollback();
  begun_ = false;
  return done;
}

void SqliteDatabase::rollback() {
  begun_ = false;
  // SQLite may have rolled back by itself (disk full, I/O error); a second ROLLBACK would only be an error.
  if (sqlite3_get_autocommit(db_.get()) == 0) sqlite3_exec(db_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

Status SqliteDatabase::query(std::string_view sql, std::span<const Value> parameters,
                             const std::function<void(const Row&)>& each) {
  changed_ = 0;
  if (lost_transaction()) {  // or each statement that follows would be committed by itself
    return base::fail(ErrorCode::kFailed,
                      "the transaction was undone by an earlier error; nothing more is taken until it is rolled back");
  }
  std::unique_ptr<SqliteStatement> once;
  auto prepared = statement(sql, once);
  if (!prepared) return tl::unexpected<base::Error>(std::move(prepared.error()));
  auto done = (*prepared)->run(parameters, each);
  if (done && (*prepared)->writes()) changed_ = sqlite3_changes64(db_.get());
  if (changed_ > 0) written_ |= (*prepared)->writes_to();
  return done;
}

base::Result<SqliteStatement*> SqliteDatabase::statement(std::string_view sql, std::unique_ptr<SqliteStatement>& once) {
  if (const auto found = statements_.find(sql); found != statements_.end()) return found->second.get();
  const bool keep = statements_.size() < kMaxStatements;
  auto prepared = SqliteStatement::prepare(db_.get(), sql, keep, tables_);
  if (!prepared) return tl::unexpected<base::Error>(std::move(prepared.error()));
  if (keep) return statements_.emplace(std::string(sql), std::move(*prepared)).first->second.get();
  once = std::move(*prepared);
  return once.get();
}

Status sync_file(const fs::path& path) {
  const sys::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd || ::fsync(fd.get()) != 0) return tl::unexpected<base::Error>(sys::errno_error("cannot sync", path, errno));
  return {};
}

// VACUUM INTO does not sync what it wrote, and a crash leaves half a file: hence another name first.
Status SqliteDatabase::back_up(const std::string& suffix) {
  if (file_ == ":memory:") return {};
  fs::path target = file_, part = file_;
  target += suffix;
  part += suffix + ".part";
  std::error_code failed;
  fs::remove(part, failed);
  auto done = execute("VACUUM INTO $1", {part.string()});
  if (done) done = sync_file(part);
  if (done && ::rename(part.c_str(), target.c_str()) != 0) {
    done = tl::unexpected<base::Error>(sys::errno_error("cannot rename to", target, errno));
  }
  if (done) done = sys::sync_directory(target.parent_path());
  if (!done) fs::remove(part, failed);
  return done;
}

// The busy timeout comes first: the other settings already need the file's locks.
Status set_up(Database& db, Access access, bool in_memory) {
  if (access == Access::kRead) return db.execute("PRAGMA query_only = ON");
  std::string mode;
  const auto keep = [&mode](const Row& row) { mode = row.text(0); };
  if (auto done = db.query("PRAGMA journal_mode = WAL", {}, keep); !done) return done;
  if (mode != "wal" && !in_memory) {
    return base::fail(ErrorCode::kFailed,
                      fmt::format("the database's file system allows no write-ahead log (journal mode is {})", mode));
  }
  // FULL: NORMAL may lose what was acknowledged when the power fails.
  for (const auto* pragma :
       {"PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON", "PRAGMA journal_size_limit = 67108864"}) {
    if (auto done = db.execute(pragma); !done) return done;
  }
  return {};
}

}  // namespace

base::Result<std::unique_ptr<Database>> open_sqlite(const fs::path& file, Access access) {
  const bool in_memory = file == ":memory:";
  std::error_code ignored;
  if (access == Access::kRead && in_memory) {
    return base::fail(ErrorCode::kInvalid, "a database in memory cannot be read by a second connection");
  }
  if (access == Access::kRead && !fs::exists(file, ignored)) {
    return base::fail(ErrorCode::kNotFound, fmt::format("there is no database {}", file.string()));
  }
  const int create = access == Access::kWrite ? SQLITE_OPEN_CREATE : 0;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | create, nullptr);
  std::unique_ptr<sqlite3, Close> handle(raw);
  if (code != SQLITE_OK) return base::fail_in(fmt::format("cannot open {}", file.string()), sqlite_error(raw, ""));
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, kBusyMillis);
  std::unique_ptr<Database> db = std::make_unique<SqliteDatabase>(std::move(handle), file);
  if (auto done = set_up(*db, access, in_memory); !done)
    return base::fail_in("cannot set up the database", done.error());
  return db;
}

}  // namespace redrive::central
