// Opening the store: migrations, connections, ownership.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "central/store/database.h"

namespace redrive::central {

enum class Access { kWrite, kRead };

// `url` is "sqlite:<path>" (":memory:" for tests) or "postgresql://…"; a relative path is below state_dir. SQLite: WAL,
// synchronous=FULL, foreign keys, busy timeout. A kRead connection refuses writes and sees committed state.
base::Result<std::unique_ptr<Database>> open_database(const std::string& url, const std::filesystem::path& state_dir,
                                                      Access access);

// Brings the schema up to the newest numbered migration (migrations.cc), copying a SQLite file beside itself first. A
// schema newer than this program is refused (kConflict).
base::Status migrate(Database& database);

}  // namespace redrive::central
