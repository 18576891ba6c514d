// Answers to requests that may come again under their Idempotency-Key; and a row that is written to see whether one can
// be.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

constexpr std::string_view kStatements[] = {
    R"(CREATE TABLE kept_answers (
         number INTEGER PRIMARY KEY AUTOINCREMENT, who TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL,
         at INTEGER NOT NULL, status INTEGER NOT NULL, answer TEXT NOT NULL, UNIQUE (who, key)) STRICT)",
    "CREATE TABLE pulse (number INTEGER PRIMARY KEY CHECK (number = 1), at INTEGER NOT NULL) STRICT",
};

}  // namespace

constinit const Migration kMigration18{18, "kept answers", kStatements};

}  // namespace redrive::central
