// Mail is worked off by destination: the recipient's domain. Which relay took a mail, and under which id, is kept. A
// person can hold all of it.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

constexpr std::string_view kStatements[] = {
    "ALTER TABLE mail ADD COLUMN destination TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE mail ADD COLUMN relay TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE mail ADD COLUMN queue_id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE mail ADD COLUMN stalled INTEGER NOT NULL DEFAULT 0",
    "UPDATE mail SET destination = lower(substr(recipient, instr(recipient, '@') + 1)) WHERE state <> 'sent'",
    "DROP INDEX mail_due",
    "CREATE INDEX mail_lanes ON mail (destination, next_at, number) WHERE state = 'pending'",
    "CREATE INDEX mail_stalled ON mail (destination) WHERE state = 'pending' AND stalled = 1",
    "CREATE INDEX mail_in_hand ON mail (destination) WHERE state = 'sending'",
    R"(CREATE TABLE mail_hold (
         only_one INTEGER PRIMARY KEY CHECK (only_one = 1), by_whom TEXT NOT NULL, since INTEGER NOT NULL,
         why TEXT NOT NULL) STRICT)",
};

}  // namespace

constinit const Migration kMigration11{11, "mail_sending", kStatements};

}  // namespace redrive::central
