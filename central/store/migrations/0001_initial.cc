// Times are UTC microseconds. Columns named *bytes and the alert texts hold bytes as they came; everything else is text
// this program wrote. Tables that are listed have a row number that only grows: the cursor of their pages.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

constexpr std::string_view kStatements[] = {
    // ---- inbox. Append-only and without any index but the row number. inbox_state is one row: how many were stored
    // (the
    // number of the last), and up to which they are decided.
    R"(CREATE TABLE inbox_state (
         one INTEGER PRIMARY KEY CHECK (one = 1), stored INTEGER NOT NULL, decided INTEGER NOT NULL) STRICT)",
    "INSERT INTO inbox_state (one, stored, decided) VALUES (1, 0, 0)",
    R"(CREATE TABLE inbox (
         number INTEGER PRIMARY KEY, received_at INTEGER NOT NULL, source TEXT NOT NULL, sender TEXT NOT NULL,
         id TEXT NOT NULL, occurred_at INTEGER NOT NULL, status TEXT NOT NULL, server TEXT NOT NULL,
         device TEXT NOT NULL, job TEXT NOT NULL, package TEXT NOT NULL, failure_type TEXT NOT NULL,
         location TEXT NOT NULL, message TEXT NOT NULL, extra TEXT NOT NULL) STRICT)",
    R"(CREATE TABLE decisions (
         number INTEGER PRIMARY KEY, failure_type TEXT NOT NULL, ticket TEXT NOT NULL, reason TEXT NOT NULL) STRICT)",

    // ---- failures and counters
    R"(CREATE TABLE failures (
         number INTEGER PRIMARY KEY, server TEXT NOT NULL, device TEXT NOT NULL, job TEXT NOT NULL,
         failure_type TEXT NOT NULL, package TEXT NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
         count INTEGER NOT NULL, message TEXT NOT NULL, ticket TEXT NOT NULL, location TEXT NOT NULL,
         UNIQUE (server, device, job, failure_type)) STRICT)",
    R"(CREATE TABLE cleared_failures (
         number INTEGER PRIMARY KEY, server TEXT NOT NULL, device TEXT NOT NULL, job TEXT NOT NULL,
         failure_type TEXT NOT NULL, package TEXT NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
         count INTEGER NOT NULL, message TEXT NOT NULL, ticket TEXT NOT NULL, location TEXT NOT NULL,
         cleared_at INTEGER NOT NULL, evidence TEXT NOT NULL) STRICT)",
    R"(CREATE TABLE counters (
         number INTEGER PRIMARY KEY, scope TEXT NOT NULL, subject TEXT NOT NULL, failure_type TEXT NOT NULL,
         total INTEGER NOT NULL, last_at INTEGER NOT NULL, recent_bytes TEXT NOT NULL,
         UNIQUE (scope, subject, failure_type)) STRICT)",

    // ---- tickets
    "CREATE TABLE ticket_numbers (year INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT",
    R"(CREATE TABLE tickets (
         number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, opened_at INTEGER NOT NULL, centre TEXT NOT NULL,
         scope TEXT NOT NULL, server TEXT NOT NULL, device TEXT NOT NULL, package TEXT NOT NULL,
         location TEXT NOT NULL, reported_location TEXT NOT NULL, location_verified INTEGER NOT NULL,
         failure_type TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, last_alert_at INTEGER NOT NULL,
         closed_at INTEGER, closed_because TEXT NOT NULL, duplicate_of TEXT NOT NULL) STRICT)",
    "CREATE INDEX tickets_not_closed ON tickets (state) WHERE state <> 'closed'",
    R"(CREATE TABLE ticket_alerts (
         ticket TEXT NOT NULL REFERENCES tickets (id), number INTEGER NOT NULL, alert TEXT NOT NULL,
         PRIMARY KEY (ticket, number)) STRICT, WITHOUT ROWID)",
    R"(CREATE TABLE timeline (
         number INTEGER PRIMARY KEY, ticket TEXT NOT NULL REFERENCES tickets (id), at INTEGER NOT NULL,
         what TEXT NOT NULL, text TEXT NOT NULL, by_whom TEXT NOT NULL) STRICT)",
    "CREATE INDEX timeline_of_ticket ON timeline (ticket)",
    R"(CREATE TABLE outages (
         id TEXT PRIMARY KEY, server TEXT NOT NULL, device TEXT NOT NULL, site TEXT NOT NULL, start_at INTEGER NOT NULL,
         end_at INTEGER NOT NULL, reason TEXT NOT NULL, created_by TEXT NOT NULL) STRICT)",

    // ---- mail
    R"(CREATE TABLE mail (
         number INTEGER PRIMARY KEY, ticket TEXT NOT NULL, kind TEXT NOT NULL, message_id TEXT NOT NULL,
         centre TEXT NOT NULL, recipient TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
         maybe_sent INTEGER NOT NULL, next_at INTEGER NOT NULL, created_at INTEGER NOT NULL, last_reply TEXT NOT NULL,
         message_bytes TEXT NOT NULL) STRICT)",
    "CREATE INDEX mail_due ON mail (next_at, number) WHERE state = 'pending'",
    "CREATE INDEX mail_not_sent ON mail (state) WHERE state <> 'sent'",
    "CREATE INDEX mail_of_ticket ON mail (ticket)",
    "CREATE INDEX mail_by_message_id ON mail (message_id)",

    // ---- jobs, outcomes, redistributions
    R"(CREATE TABLE jobs (
         number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, created_by TEXT NOT NULL,
         created_at INTEGER NOT NULL, idempotency_key TEXT NOT NULL) STRICT)",
    "CREATE UNIQUE INDEX jobs_by_key ON jobs (idempotency_key) WHERE idempotency_key <> ''",
    R"(CREATE TABLE job_servers (
         job TEXT NOT NULL REFERENCES jobs (id), server TEXT NOT NULL, state TEXT NOT NULL, devices INTEGER NOT NULL,
         succeeded INTEGER NOT NULL, failed INTEGER NOT NULL, why TEXT NOT NULL, order_bytes TEXT NOT NULL,
         PRIMARY KEY (job, server)) STRICT)",
    R"(CREATE TABLE outcomes (
         job TEXT NOT NULL, server TEXT NOT NULL, device TEXT NOT NULL, run INTEGER NOT NULL, at INTEGER NOT NULL,
         state TEXT NOT NULL, failure_type TEXT NOT NULL, message TEXT NOT NULL, package TEXT NOT NULL,
         PRIMARY KEY (job, server, device)) STRICT, WITHOUT ROWID)",
    R"(CREATE TABLE redistributions (
         number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, job TEXT NOT NULL, server TEXT NOT NULL,
         state TEXT NOT NULL, ticket TEXT NOT NULL, digest TEXT NOT NULL, created_at INTEGER NOT NULL,
         created_by TEXT NOT NULL, decided_by TEXT NOT NULL, why TEXT NOT NULL, succeeded INTEGER NOT NULL,
         failed INTEGER NOT NULL, plan_bytes TEXT NOT NULL) STRICT)",
    "CREATE INDEX redistributions_by_digest ON redistributions (digest)",
    "CREATE INDEX redistributions_running ON redistributions (state) WHERE state IN ('approved', 'running')",
    "CREATE INDEX redistributions_planned ON redistributions (state) WHERE state = 'planned'",

    // ---- agents and the audit trail
    R"(CREATE TABLE commands (
         number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, agent TEXT NOT NULL, created_at INTEGER NOT NULL,
         bytes TEXT NOT NULL) STRICT)",
    "CREATE INDEX commands_of_agent ON commands (agent)",
    R"(CREATE TABLE spools (
         agent TEXT NOT NULL, spool TEXT NOT NULL, through INTEGER NOT NULL,
         PRIMARY KEY (agent, spool)) STRICT, WITHOUT ROWID)",
    R"(CREATE TABLE audit (
         number INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, from_where TEXT NOT NULL,
         what TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL) STRICT)",
};

}  // namespace

constinit const Migration kMigration1{1, "initial", kStatements};

}  // namespace redrive::central
