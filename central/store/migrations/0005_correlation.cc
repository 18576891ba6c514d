// Recoveries seen lately, and how many members of a ticket's scope failed at most.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

constexpr std::string_view kStatements[] = {
    R"(CREATE TABLE recoveries (
         subject TEXT NOT NULL, failure_type TEXT NOT NULL, last_at INTEGER NOT NULL, episode_bytes TEXT NOT NULL,
         PRIMARY KEY (subject, failure_type)) STRICT, WITHOUT ROWID)",
    "ALTER TABLE tickets ADD COLUMN members INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE tickets ADD COLUMN told INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE tickets ADD COLUMN continued_in TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX tickets_by_closing ON tickets (closed_at) WHERE closed_at IS NOT NULL",
};

}  // namespace

constinit const Migration kMigration5{5, "correlation", kStatements};

}  // namespace redrive::central
