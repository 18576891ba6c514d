// The schema, as numbered steps from an empty database. A step that was released is never changed: a new one follows.
#pragma once

#include <span>
#include <string_view>

#include "central/store/database.h"

namespace redrive::central {

struct Migration {
  std::int64_t number = 0;  // 1, 2, 3, … without gaps
  std::string_view name;
  std::span<const std::string_view> sqlite;  // statements, run in order in one transaction
};

std::span<const Migration> all_migrations();

// One per migrations/<number>_<name>.cc.
extern const Migration kMigration1;
extern const Migration kMigration2;
extern const Migration kMigration3;
extern const Migration kMigration4;
extern const Migration kMigration5;
extern const Migration kMigration6;
extern const Migration kMigration7;
extern const Migration kMigration8;
extern const Migration kMigration9;
extern const Migration kMigration10;
extern const Migration kMigration11;
extern const Migration kMigration12;
extern const Migration kMigration13;
extern const Migration kMigration14;
extern const Migration kMigration15;
extern const Migration kMigration16;
extern const Migration kMigration17;
extern const Migration kMigration18;
extern const Migration kMigration19;

// Applies those of `migrations` that `db` lacks, each in a transaction that also records it. A database that already
// holds something is copied first. kConflict when it was written by a program with more migrations.
base::Status apply_migrations(Database& db, std::span<const Migration> migrations);

}  // namespace redrive::central
