// The mail outbox: a row per mail and recipient, written in the transaction that decided it, worked off by
// flow/mail_pump. Rows are leased while an attempt runs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "central/store/database.h"
#include "central/store/page.h"
#include "shared/base/time.h"

namespace redrive::central {

// kWaiting: a promise of an update, without message and recipient; the mail is written when next_at has come.
enum class MailState { kPending, kSending, kSent, kDead, kHeld, kWaiting };
std::string_view to_string(MailState state);

struct MailRow {
  std::int64_t number = 0;  // given by put_mail
  std::string ticket;       // or the storm, of a summary mail
  std::string kind;         // mail::MailKind as text, or "summary"
  std::string message_id;   // the same for every attempt
  std::string centre;       // whom this recipient belongs to
  std::string recipient;    // bare address
  std::string message;      // the composed RFC 5322 bytes
  MailState state = MailState::kPending;
  std::uint32_t attempts = 0;
  std::uint32_t maybe_sent = 0;  // attempts whose end is unknown: possible duplicates
  base::UtcTime next_at{};       // not before
  base::UtcTime created_at{};
  std::string last_reply;  // of the server, or what went wrong
};

// Inserts (number 0), or updates what an attempt changes: state, attempts, maybe_sent, next_at, last_reply. What is
// sent to whom stays as it was decided. kNotFound when there is no such number.
base::Status put_mail(Database& db, MailRow& row);
// Pending rows that are due, at most `limit`, marked kSending until `put_mail` says otherwise; after a crash
// `release_sending` gives them back, each with one more attempt whose end is unknown.
// Due is also what would wait longer than `longest_wait`, the longest there is: the clock was set back since.
base::Result<std::vector<MailRow>> lease_due_mail(Database& db, base::UtcTime now, base::Micros longest_wait,
                                                  std::size_t limit);
base::Status release_sending(Database& db);
// Promises that are due, oldest first; those that would wait longer than `longest_wait` too.
base::Result<std::vector<MailRow>> due_promises(Database& db, base::UtcTime now, base::Micros longest_wait);
base::Status delete_mail(Database& db, std::int64_t number);  // of a promise
// Of pending ones and promises.
base::Result<std::optional<base::UtcTime>> next_mail_due(Database& db);
base::Result<std::optional<MailRow>> find_mail(Database& db, std::int64_t number);
base::Result<Page<MailRow>> list_mail(Database& db, const std::string& state,
                                      const PageRequest& page);  // without message
// Oldest first, without message; also the summary mail that told of it. Given a storm, the mails of its summary.
base::Result<std::vector<MailRow>> mail_of_ticket(Database& db, const std::string& ticket);
// The rows of one message, one for each recipient, without message: whom a bounce or a reply is about.
base::Result<std::vector<MailRow>> mail_by_message_id(Database& db, const std::string& message_id);
struct MailCounts {
  std::uint64_t pending = 0;  // waiting or being sent; held ones wait for a person and are not counted
  std::uint64_t dead = 0;
};
base::Result<MailCounts> count_mail(Database& db);

}  // namespace redrive::central
