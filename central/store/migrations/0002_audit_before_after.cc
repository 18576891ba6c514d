// What an act changed: how it was before, how it was afterwards.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

constexpr std::string_view kStatements[] = {
    "ALTER TABLE audit ADD COLUMN state_before TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE audit ADD COLUMN state_after TEXT NOT NULL DEFAULT ''",
};

}  // namespace

constinit const Migration kMigration2{2, "audit before and after", kStatements};

}  // namespace redrive::central
