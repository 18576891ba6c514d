// Outages that recur or come from calendars, and how many alerts were taken inside each.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

constexpr std::string_view kStatements[] = {
    "ALTER TABLE outages ADD COLUMN times TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE outages ADD COLUMN repeat TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE outages ADD COLUMN zone TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE outages ADD COLUMN uid TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE outages ADD COLUMN place TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX outages_by_uid ON outages (uid) WHERE uid <> ''",
    R"(CREATE TABLE outage_counts (
         outage TEXT PRIMARY KEY, alerts INTEGER NOT NULL, last_at INTEGER NOT NULL) STRICT, WITHOUT ROWID)",
};

}  // namespace

constinit const Migration kMigration6{6, "outages", kStatements};

}  // namespace redrive::central
