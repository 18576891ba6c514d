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
  std::string relay{};     // "host:port" that the last reply is of
  std::string queue_id{};  // under which the relay keeps it, of a sent mail
  bool stalled = false;    // the last attempt ended so that other mail to the destination would have fared alike
};

// The recipient's domain in lower case: what is worked off one after the other, so that a slow or dead one holds up no
// other.
std::string destination_of(std::string_view recipient);

// Inserts (number 0), or updates what an attempt changes: state, attempts, maybe_sent, next_at, last_reply, relay,
// queue_id, stalled. What is sent to whom stays as it was decided. kNotFound when there is no such number.
base::Status put_mail(Database& db, MailRow& row);
// When mail is due: its time has come, or it would wait longer than `longest_wait`, the longest there is: the clock was
// set back since.
struct DueTime {
  base::UtcTime now{};
  base::Micros longest_wait{};
};
struct LeaseRequest {
  DueTime due;
  std::size_t limit = 0;
  std::string after;         // the destination served last: the next one in the order of names has its turn
  bool smooth_only = false;  // leave out destinations with stalled mail
};
struct MailLease {
  std::vector<MailRow> rows;              // all of one destination, whole, the longest due first
  std::optional<base::UtcTime> next_due;  // without rows: when another destination may be leased
};
// Due rows of a destination of which nobody has any in hand, marked kSending until `put_mail` says otherwise; after a
// crash `release_sending` gives them back, each with one more attempt whose end is unknown.
base::Result<MailLease> lease_mail(Database& db, const LeaseRequest& request);
base::Status release_sending(Database& db);
// What is due and in nobody's hand, without message, the longest due first; an empty destination = of all.
base::Result<std::vector<MailRow>> due_mail(Database& db, const std::string& destination, const DueTime& due,
                                            std::size_t limit);
// Promises that are due, oldest first; those that would wait longer than `longest_wait` too.
base::Result<std::vector<MailRow>> due_promises(Database& db, base::UtcTime now, base::Micros longest_wait);
base::Status delete_mail(Database& db, std::int64_t number);  // of a promise
base::Result<std::optional<base::UtcTime>> next_promise(Database& db);
base::Result<std::optional<MailRow>> find_mail(Database& db, std::int64_t number);
base::Result<Page<MailRow>> list_mail(Database& db, const std::string& state,
                                      const PageRequest& page);  // without message
// Oldest first, without message; also the summary mail that told of it. Given a storm, the mails of its summary.
base::Result<std::vector<MailRow>> mail_of_ticket(Database& db, const std::string& ticket);
// The rows of one message, one for each recipient, without message: whom a bounce or a reply is about.
base::Result<std::vector<MailRow>> mail_by_message_id(Database& db, const std::string& message_id);
struct MailCounts {
  std::uint64_t pending = 0;  // waiting or being sent
  std::uint64_t held = 0;     // each by itself, by a person
  std::uint64_t dead = 0;     // without test mails: who asked for one sees its end
};
base::Result<MailCounts> count_mail(Database& db);
// When the oldest of the pending ones was made; nothing when there are none.
base::Result<std::optional<base::UtcTime>> oldest_pending_mail(Database& db);

}  // namespace redrive::central
