// Who was ever connected and who is silent; shares of a job that are being stopped; what still waits for reports.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

constexpr std::string_view kStatements[] = {
    R"(CREATE TABLE agents (
         agent TEXT PRIMARY KEY, key TEXT NOT NULL, heard_at INTEGER NOT NULL, silences INTEGER NOT NULL,
         silent INTEGER NOT NULL, excused INTEGER NOT NULL) STRICT, WITHOUT ROWID)",
    "ALTER TABLE job_servers ADD COLUMN stopping INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX job_servers_open ON job_servers (state) WHERE state IN ('queued', 'accepted')",
};

}  // namespace

constinit const Migration kMigration3{3, "silence", kStatements};

}  // namespace redrive::central
