// Centres are reminded of tickets that they do not answer. Those that are open already count from their opening.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

constexpr std::string_view kStatements[] = {
    "ALTER TABLE tickets ADD COLUMN asked_at INTEGER",
    "ALTER TABLE tickets ADD COLUMN reminders INTEGER NOT NULL DEFAULT 0",
    "UPDATE tickets SET asked_at = opened_at WHERE state = 'open' AND told = 1",
};

}  // namespace

constinit const Migration kMigration12{12, "reminders", kStatements};

}  // namespace redrive::central
