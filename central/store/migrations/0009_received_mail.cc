// Mail that came in, as it came, and what became of it.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

// The bytes come last: what is asked of the other columns does not read them.
constexpr std::string_view kStatements[] = {
    R"(CREATE TABLE received_mail (
         number INTEGER PRIMARY KEY, source TEXT NOT NULL, uid TEXT NOT NULL, received_at INTEGER NOT NULL,
         size INTEGER NOT NULL, digest TEXT NOT NULL, state TEXT NOT NULL, why TEXT NOT NULL, ticket TEXT NOT NULL,
         raw_bytes TEXT NOT NULL) STRICT)",
    "CREATE INDEX received_mail_by_uid ON received_mail (source, uid) WHERE uid <> ''",
    "CREATE INDEX received_mail_by_digest ON received_mail (source, digest)",
    "CREATE INDEX received_mail_by_state ON received_mail (state)",
};

}  // namespace

constinit const Migration kMigration9{9, "received_mail", kStatements};

}  // namespace redrive::central
