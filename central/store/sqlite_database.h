// SQLite behind the store seam: one file, one writing process (who holds sys::OwnerLock), any number of readers.
#pragma once

#include <filesystem>
#include <memory>

#include "central/store/database.h"
#include "central/store/store.h"

namespace redrive::central {

// ":memory:" is a database of its own that ends with the connection and takes kWrite only. kWrite creates the file
// where there is none; kRead is kNotFound then.
base::Result<std::unique_ptr<Database>> open_sqlite(const std::filesystem::path& file, Access access);

}  // namespace redrive::central
