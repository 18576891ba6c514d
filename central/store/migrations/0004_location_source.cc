// How a ticket's location came from what was reported and what is recorded.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

constexpr std::string_view kStatements[] = {
    "ALTER TABLE tickets ADD COLUMN location_matched_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE tickets ADD COLUMN location_sure INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE tickets ADD COLUMN location_runner_up TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE tickets ADD COLUMN location_note TEXT NOT NULL DEFAULT ''",
};

}  // namespace

constinit const Migration kMigration4{4, "location_source", kStatements};

}  // namespace redrive::central
