// A ticket that was said to be mended gets its plans: what is still to be asked of the agents.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

constexpr std::string_view kStatements[] = {
    R"(CREATE TABLE plans_wanted (
         ticket TEXT PRIMARY KEY, by_whom TEXT NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL) STRICT,
         WITHOUT ROWID)",
};

}  // namespace

constinit const Migration kMigration10{10, "plans wanted", kStatements};

}  // namespace redrive::central
