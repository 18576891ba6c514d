// Which alerts a failure record counts: a restart gives it back those that wait for a ticket.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

constexpr std::string_view kStatements[] = {
    "ALTER TABLE decisions ADD COLUMN counted INTEGER NOT NULL DEFAULT 1",
    R"(UPDATE decisions SET counted = 0
       WHERE reason LIKE 'from before the proof of its recovery%'
          OR number IN (SELECT number FROM inbox WHERE status <> 'firing'))",
};

}  // namespace

constinit const Migration kMigration8{8, "counted", kStatements};

}  // namespace redrive::central
