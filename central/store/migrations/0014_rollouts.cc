// Many servers at once, in waves.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

constexpr std::string_view kStatements[] = {
    R"(CREATE TABLE rollouts (
         number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, what TEXT NOT NULL, job TEXT NOT NULL, state TEXT NOT NULL,
         canary INTEGER NOT NULL, wave INTEGER NOT NULL, wave_percent INTEGER NOT NULL, pace INTEGER NOT NULL,
         stop_percent INTEGER NOT NULL, deadline INTEGER, hours TEXT NOT NULL, zone TEXT NOT NULL,
         created_at INTEGER NOT NULL, created_by TEXT NOT NULL, decided_by TEXT NOT NULL, digest TEXT NOT NULL,
         why TEXT NOT NULL, begun_at INTEGER, wave_ended INTEGER, excused INTEGER NOT NULL) STRICT)",
    "CREATE INDEX rollouts_not_ended ON rollouts (state) WHERE state IN ('planned', 'running', 'paused', 'cancelling')",
    R"(CREATE TABLE rollout_members (
         rollout TEXT NOT NULL REFERENCES rollouts (id), position INTEGER NOT NULL, server TEXT NOT NULL,
         job TEXT NOT NULL, redistribution TEXT NOT NULL, wave INTEGER NOT NULL, devices INTEGER NOT NULL,
         plan_digest TEXT NOT NULL, PRIMARY KEY (rollout, position)) STRICT, WITHOUT ROWID)",
};

}  // namespace

constinit const Migration kMigration14{14, "rollouts", kStatements};

}  // namespace redrive::central
