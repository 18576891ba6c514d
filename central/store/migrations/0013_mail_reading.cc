// Which received mail is being read, and how often that was begun: what ends the program each time is set aside.
// Received mail is deleted when it is old; the names it is known by stay for a while.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

constexpr std::string_view kStatements[] = {
    "CREATE TABLE mail_reading (number INTEGER PRIMARY KEY, attempts INTEGER NOT NULL) STRICT",
    "CREATE INDEX received_mail_new ON received_mail (number) WHERE state = 'new'",
    "CREATE INDEX received_mail_by_age ON received_mail (state, received_at)",
    "DROP INDEX received_mail_by_state",
    R"(CREATE TABLE forgotten_mail (
         number INTEGER PRIMARY KEY, source TEXT NOT NULL, uid TEXT NOT NULL, received_at INTEGER NOT NULL,
         size INTEGER NOT NULL, digest TEXT NOT NULL) STRICT)",
    "CREATE INDEX forgotten_mail_by_uid ON forgotten_mail (source, uid) WHERE uid <> ''",
    "CREATE INDEX forgotten_mail_by_digest ON forgotten_mail (source, digest)",
    "CREATE INDEX forgotten_mail_by_age ON forgotten_mail (received_at)",
};

}  // namespace

constinit const Migration kMigration13{13, "mail_reading", kStatements};

}  // namespace redrive::central
