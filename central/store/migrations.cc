#include "central/store/migrations.h"

#include <fmt/format.h>

#include "central/store/select.h"
#include "central/store/store.h"
#include "central/store/transaction.h"

namespace redrive::central {
namespace {

using base::Status;

Status apply(Database& db, const Migration& migration) {
  return in_transaction(db, [&]() -> Status {
    for (const auto sql : migration.sqlite) {
      if (auto done = db.execute(sql); !done) return done;
    }
    return db.execute("INSERT INTO schema_migrations (number, name) VALUES ($1, $2)",
                      {migration.number, as_value(migration.name)});
  });
}

base::Result<std::int64_t> version_of(Database& db) {
  const Status made =
      db.execute("CREATE TABLE IF NOT EXISTS schema_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL)");
  if (!made) return tl::unexpected<base::Error>(made.error());
  return select_number(db, "SELECT max(number) FROM schema_migrations");
}

}  // namespace

std::span<const Migration> all_migrations() {
  static const Migration kAll[] = {kMigration1,  kMigration2,  kMigration3,  kMigration4,  kMigration5,
                                   kMigration6,  kMigration7,  kMigration8,  kMigration9,  kMigration10,
                                   kMigration11, kMigration12, kMigration13, kMigration14, kMigration15,
                                   kMigration16, kMigration17, kMigration18, kMigration19};
  return kAll;
}

Status apply_migrations(Database& db, std::span<const Migration> migrations) {
  const auto version = version_of(db);
  if (!version) return tl::unexpected<base::Error>(version.error());
  const std::int64_t newest = migrations.back().number;
  if (*version > newest) {
    return base::fail(
        base::ErrorCode::kConflict,
        fmt::format("the database has schema {}, this program knows {} at most: install the newer program, or put "
                    "the copy made before that upgrade back in place",
                    *version, newest));
  }
  if (*version > 0 && *version < newest) {
    if (auto copied = db.back_up(fmt::format(".before-{}", *version + 1)); !copied) {
      return base::fail_in("copy of the database before its upgrade", copied.error());
    }
  }
  for (const auto& migration : migrations) {
    if (migration.number <= *version) continue;
    if (auto done = apply(db, migration); !done) {
      return base::fail_in(fmt::format("migration {} ({})", migration.number, migration.name), done.error());
    }
  }
  return {};
}

Status migrate(Database& database) {
  return apply_migrations(database, all_migrations());
}

}  // namespace redrive::central
