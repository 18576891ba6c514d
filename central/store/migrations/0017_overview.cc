// What the overview counts by time.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

constexpr std::string_view kStatements[] = {
    "CREATE INDEX cleared_failures_by_clearing ON cleared_failures (cleared_at)",
};

}  // namespace

constinit const Migration kMigration17{17, "overview", kStatements};

}  // namespace redrive::central
