// Many new tickets for one centre at once go out in one summary mail.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

constexpr std::string_view kStatements[] = {
    R"(CREATE TABLE storms (
         centre TEXT PRIMARY KEY, told_bytes TEXT NOT NULL, id TEXT NOT NULL, due INTEGER NOT NULL,
         gathered INTEGER NOT NULL) STRICT, WITHOUT ROWID)",
    "ALTER TABLE tickets ADD COLUMN storm TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX tickets_by_storm ON tickets (storm) WHERE storm <> ''",
};

}  // namespace

constinit const Migration kMigration7{7, "storms", kStatements};

}  // namespace redrive::central
