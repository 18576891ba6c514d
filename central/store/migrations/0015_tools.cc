// Redistribution tools kept at central.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

constexpr std::string_view kStatements[] = {
    R"(CREATE TABLE tools (
         digest TEXT PRIMARY KEY, version TEXT NOT NULL, platform TEXT NOT NULL, schema INTEGER NOT NULL,
         size INTEGER NOT NULL, manifest TEXT NOT NULL, added_at INTEGER NOT NULL, added_by TEXT NOT NULL,
         in_use INTEGER NOT NULL, UNIQUE (version, platform)) STRICT)",
    "CREATE UNIQUE INDEX tools_in_use ON tools (platform) WHERE in_use = 1",
};

}  // namespace

constinit const Migration kMigration15{15, "tools", kStatements};

}  // namespace redrive::central
