// Which run of a job an alert is of, in which redistribution a record failed again, and how many devices a run has.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

// 0 = not known, as of all that was stored before.
constexpr std::string_view kStatements[] = {
    "ALTER TABLE inbox ADD COLUMN run INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE failures ADD COLUMN again INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE cleared_failures ADD COLUMN again INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE redistributions ADD COLUMN run INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE redistributions ADD COLUMN devices INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX redistributions_of_run ON redistributions (job, server, run)",
};

}  // namespace

constinit const Migration kMigration16{16, "failed again", kStatements};

}  // namespace redrive::central
