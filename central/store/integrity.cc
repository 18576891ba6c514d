#include "central/store/integrity.h"

#include "central/store/migrations.h"
#include "central/store/select.h"

namespace redrive::central {

base::Result<SchemaState> schema_state(Database& db) {
  const auto stored = select_number(db, "SELECT max(number) FROM schema_migrations");
  if (!stored) return tl::unexpected<base::Error>(stored.error());
  return SchemaState{*stored, all_migrations().back().number};
}

base::Result<std::vector<std::string>> quick_check(Database& db) {
  std::vector<std::string> flaws;
  const auto done = db.query("PRAGMA quick_check(10)", {}, [&](const Row& row) {
    if (row.text(0) != "ok") flaws.emplace_back(row.text(0));
  });
  if (!done) return tl::unexpected<base::Error>(done.error());
  return flaws;
}

base::Result<std::uint64_t> database_bytes(Database& db) {
  const auto bytes = select_number(db, "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()");
  if (!bytes) return tl::unexpected<base::Error>(bytes.error());
  return static_cast<std::uint64_t>(*bytes);
}

}  // namespace redrive::central
