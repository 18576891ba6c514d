#include "central/store/store.h"

#include <fmt/format.h>

#include "central/store/sqlite_database.h"

namespace redrive::central {

using base::ErrorCode;

base::Result<std::unique_ptr<Database>> open_database(const std::string& url, const std::filesystem::path& state_dir,
                                                      Access access) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) {
    return base::fail(ErrorCode::kInvalid, "[store] url: PostgreSQL is not built in yet; use \"sqlite:<path>\"");
  }
  if (!url.starts_with(kSqlite) || url.size() == kSqlite.size()) {  // the url is not shown: it may hold a password
    return base::fail(ErrorCode::kInvalid, "[store] url: expected \"sqlite:<path>\" or \"postgresql://…\"");
  }
  const std::string path = url.substr(kSqlite.size());
  return open_sqlite(path == ":memory:" ? std::filesystem::path(path) : state_dir / path, access);
}

}  // namespace redrive::central
