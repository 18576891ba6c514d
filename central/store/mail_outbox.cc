#include "central/store/mail_outbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "central/store/select.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;

const std::string kBrief =
    "number, ticket, kind, message_id, centre, recipient, state, attempts, maybe_sent, next_at, created_at, "
    "last_reply, "
    "relay, queue_id, stalled";
const std::string kWhole = kBrief + ", message_bytes";

Result<MailRow> read_brief(Columns& in) {
  MailRow m;
  m.number = in.integer();
  for (auto* text : {&m.ticket, &m.kind, &m.message_id, &m.centre, &m.recipient}) *text = in.text();
  const auto state = read_enum("mail state", in.view(),
                               {MailState::kPending, MailState::kSending, MailState::kSent, MailState::kDead,
                                MailState::kHeld, MailState::kWaiting});
  if (!state) return tl::unexpected<base::Error>(state.error());
  m.state = *state;
  m.attempts = in.small();
  m.maybe_sent = in.small();
  m.next_at = in.time();
  m.created_at = in.time();
  m.last_reply = in.text();
  m.relay = in.text();
  m.queue_id = in.text();
  m.stalled = in.flag();
  return m;
}

Result<MailRow> read_mail(const Row& row) {
  Columns in(row);
  return read_brief(in);
}

Result<MailRow> read_whole_mail(const Row& row) {
  Columns in(row);
  auto mail = read_brief(in);
  if (mail) mail->message = in.text();
  return mail;
}

Status insert_mail(Database& db, MailRow& m) {
  const auto number = select_number(
      db,
      "INSERT INTO mail (ticket, kind, message_id, centre, recipient, state, attempts, maybe_sent, next_at, "
      "created_at, last_reply, relay, queue_id, stalled, destination, message_bytes) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING number",
      {m.ticket, m.kind, m.message_id, m.centre, m.recipient, as_value(to_string(m.state)), std::int64_t{m.attempts},
       std::int64_t{m.maybe_sent}, as_value(m.next_at), as_value(m.created_at), m.last_reply, m.relay, m.queue_id,
       std::int64_t{m.stalled}, destination_of(m.recipient), m.message});
  if (!number) return tl::unexpected<base::Error>(number.error());
  m.number = *number;
  return {};
}

// A destination that mail waits for.
struct Lane {
  std::string destination;
  base::UtcTime first{}, last{};  // due times of what waits
  bool in_hand = false, stalled = false;
};

// In the order of names. Steps from name to name through the index, however much waits for each.
Result<std::vector<Lane>> waiting_lanes(Database& db) {
  constexpr std::string_view kSql =
      "WITH RECURSIVE lanes (name) AS (SELECT min(destination) FROM mail WHERE state = 'pending' UNION ALL SELECT "
      "(SELECT min(destination) FROM mail WHERE state = 'pending' AND destination > name) FROM lanes WHERE name IS NOT "
      "NULL) SELECT name, "
      "(SELECT min(next_at) FROM mail WHERE state = 'pending' AND destination = name), "
      "(SELECT max(next_at) FROM mail WHERE state = 'pending' AND destination = name), "
      "EXISTS (SELECT 1 FROM mail WHERE state = 'sending' AND destination = name), "
      "EXISTS (SELECT 1 FROM mail WHERE state = 'pending' AND stalled = 1 AND destination = name) "
      "FROM lanes WHERE name IS NOT NULL";
  return select_all<Lane>(db, kSql, {}, [](const Row& row) {
    return Lane{std::string(row.text(0)), base::utc_from_micros(row.integer(1)), base::utc_from_micros(row.integer(2)),
                row.integer(3) != 0, row.integer(4) != 0};
  });
}

Result<std::vector<MailRow>> take_rows(Database& db, const std::string& destination, const LeaseRequest& request) {
  static const std::string kSql =
      "UPDATE mail SET state = 'sending' WHERE number IN (SELECT number FROM mail WHERE state = 'pending' AND "
      "destination = $4 AND (next_at <= $1 OR next_at > $3) ORDER BY next_at, number LIMIT $2) RETURNING " +
      kWhole;
  auto rows = select_all<MailRow>(db, kSql,
                                  {as_value(request.due.now), as_value(std::uint64_t{request.limit}),
                                   as_value(request.due.now + request.due.longest_wait), destination},
                                  read_whole_mail);
  if (!rows) return rows;
  const auto due_first = [](const MailRow& a, const MailRow& b) {
    return std::tie(a.next_at, a.number) < std::tie(b.next_at, b.number);
  };
  std::sort(rows->begin(), rows->end(), due_first);  // RETURNING promises no order
  return rows;
}

}  // namespace

std::string destination_of(std::string_view recipient) {
  const auto at = recipient.rfind('@');
  std::string domain(at == std::string_view::npos ? recipient : recipient.substr(at + 1));
  for (char& c : domain) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return domain;
}

std::string_view to_string(MailState state) {
  switch (state) {
    case MailState::kPending:
      return "pending";
    case MailState::kSending:
      return "sending";
    case MailState::kSent:
      return "sent";
    case MailState::kDead:
      return "dead";
    case MailState::kHeld:
      return "held";
    case MailState::kWaiting:
      return "waiting";
  }
  return "pending";
}

Status put_mail(Database& db, MailRow& m) {
  if (m.number == 0) return insert_mail(db, m);
  const Status done = db.execute(
      "UPDATE mail SET state = $2, attempts = $3, maybe_sent = $4, next_at = $5, last_reply = $6, relay = $7, "
      "queue_id = $8, stalled = $9 WHERE number = $1",
      {m.number, as_value(to_string(m.state)), std::int64_t{m.attempts}, std::int64_t{m.maybe_sent},
       as_value(m.next_at), m.last_reply, m.relay, m.queue_id, std::int64_t{m.stalled}});
  if (done && db.changed() == 0)
    return base::fail(base::ErrorCode::kNotFound, fmt::format("there is no mail {}", m.number));
  return done;
}

Result<MailLease> lease_mail(Database& db, const LeaseRequest& request) {
  auto lanes = waiting_lanes(db);
  if (!lanes) return tl::unexpected<base::Error>(lanes.error());
  const auto closed = [&](const Lane& lane) { return lane.in_hand || (request.smooth_only && lane.stalled); };
  std::erase_if(*lanes, closed);
  // Those after the one that was served last come first; each half is in the order of names.
  std::stable_partition(lanes->begin(), lanes->end(),
                        [&](const Lane& lane) { return lane.destination > request.after; });
  const base::UtcTime too_late = request.due.now + request.due.longest_wait;
  MailLease lease;
  for (const Lane& lane : *lanes) {
    if (lane.first <= request.due.now || lane.last > too_late) {
      auto rows = take_rows(db, lane.destination, request);
      if (!rows) return tl::unexpected<base::Error>(rows.error());
      lease.rows = *std::move(rows);
      return lease;
    }
    lease.next_due = std::min(lease.next_due.value_or(lane.first), lane.first);
  }
  return lease;
}

// The second condition says nothing new; it lets the index of what is not sent serve.
Status release_sending(Database& db) {
  return db.execute(
      "UPDATE mail SET state = 'pending', attempts = attempts + 1, maybe_sent = maybe_sent + 1, "
      "last_reply = 'interrupted: it may or may not have been sent' WHERE state = 'sending' AND state <> 'sent'");
}

Result<std::vector<MailRow>> due_mail(Database& db, const std::string& destination, const DueTime& due,
                                      std::size_t limit) {
  static const std::string kAll = "SELECT " + kBrief +
                                  " FROM mail WHERE state = 'pending' AND (next_at <= $1 OR next_at > $2) ORDER BY "
                                  "next_at, number LIMIT $3";
  static const std::string kOfOne = "SELECT " + kBrief +
                                    " FROM mail WHERE state = 'pending' AND (next_at <= $1 OR next_at > $2) AND "
                                    "destination = $4 ORDER BY next_at, number LIMIT $3";
  std::vector<Value> values{as_value(due.now), as_value(due.now + due.longest_wait), as_value(std::uint64_t{limit})};
  if (!destination.empty()) values.emplace_back(destination);
  return select_all<MailRow>(db, destination.empty() ? kAll : kOfOne, values, read_mail);
}

Result<std::vector<MailRow>> due_promises(Database& db, base::UtcTime now, base::Micros longest_wait) {
  static const std::string kSql =
      "SELECT " + kBrief +
      " FROM mail WHERE state = 'waiting' AND state <> 'sent' AND (next_at <= $1 OR next_at "
      "> $2) ORDER BY next_at, number";
  return select_all<MailRow>(db, kSql, {as_value(now), as_value(now + longest_wait)}, read_mail);
}

Status delete_mail(Database& db, std::int64_t number) {
  return db.execute("DELETE FROM mail WHERE number = $1", {number});
}

Result<std::optional<base::UtcTime>> next_promise(Database& db) {
  return select_one<base::UtcTime>(
      db, "SELECT next_at FROM mail WHERE state = 'waiting' AND state <> 'sent' ORDER BY next_at LIMIT 1", {},
      [](const Row& row) { return base::utc_from_micros(row.integer(0)); });
}

Result<std::optional<MailRow>> find_mail(Database& db, std::int64_t number) {
  static const std::string kSql = "SELECT " + kWhole + " FROM mail WHERE number = $1";
  return select_one<MailRow>(db, kSql, {number}, read_whole_mail);
}

Result<Page<MailRow>> list_mail(Database& db, const std::string& state, const PageRequest& page) {
  static const std::string kSql =
      "SELECT " + kBrief + " FROM mail WHERE number < $1 AND ($3 = '' OR state = $3) ORDER BY number DESC LIMIT $2";
  return select_page<MailRow>(db, kSql, page, {state}, read_mail);
}

Result<std::vector<MailRow>> mail_of_ticket(Database& db, const std::string& ticket) {
  static const std::string kSql = "SELECT " + kBrief +
                                  " FROM mail WHERE ticket = $1 OR ticket = (SELECT storm FROM tickets WHERE id = $1) "
                                  "ORDER BY number";
  return select_all<MailRow>(db, kSql, {ticket}, read_mail);
}

Result<std::vector<MailRow>> mail_by_message_id(Database& db, const std::string& message_id) {
  static const std::string kSql = "SELECT " + kBrief + " FROM mail WHERE message_id = $1 ORDER BY number";
  return select_all<MailRow>(db, kSql, {message_id}, read_mail);
}

Result<MailCounts> count_mail(Database& db) {
  MailCounts counts;
  const auto add = [&counts](const Row& row) {
    const auto n = static_cast<std::uint64_t>(row.integer(1));
    if (row.text(0) == "dead") counts.dead += n;
    if (row.text(0) == "held") counts.held += n;
    if (row.text(0) == "pending" || row.text(0) == "sending") counts.pending += n;
  };
  auto done = db.query(
      "SELECT state, count(*) FROM mail WHERE state <> 'sent' AND (state <> 'dead' OR kind <> 'test') GROUP BY state",
      {}, add);
  if (!done) return tl::unexpected<base::Error>(std::move(done.error()));
  return counts;
}

Result<std::optional<base::UtcTime>> oldest_pending_mail(Database& db) {
  return select_one<base::UtcTime>(
      db,
      "SELECT created_at FROM mail WHERE state <> 'sent' AND state IN ('pending', 'sending') ORDER BY "
      "created_at LIMIT 1",
      {}, [](const Row& row) { return Columns(row).time(); });
}

}  // namespace redrive::central
