// How a database is, for whoever looks it over.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "central/store/database.h"

namespace redrive::central {

struct SchemaState {
  std::int64_t stored = 0, known = 0;  // the newest migration it had, and that this program has
};
base::Result<SchemaState> schema_state(Database& db);

// SQLite alone has these.
base::Result<std::vector<std::string>> quick_check(Database& db);  // at most ten flaws; reads all of it
base::Result<std::uint64_t> database_bytes(Database& db);

}  // namespace redrive::central
