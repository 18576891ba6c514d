#include "central/store/received_mail.h"

#include <fmt/format.h>

#include <array>

#include "central/store/select.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;

constexpr std::array kStates{ReceivedState::kNew,        ReceivedState::kAlerts,    ReceivedState::kReply,
                             ReceivedState::kBounce,     ReceivedState::kAutomatic, ReceivedState::kNote,
                             ReceivedState::kQuarantined};

const std::string kBrief = "number, source, uid, received_at, size, digest, state, why, ticket";
const std::string kWhole = kBrief + ", raw_bytes";

Result<ReceivedMail> read_brief(Columns& in) {
  ReceivedMail m;
  m.number = in.integer();
  m.source = in.text();
  m.uid = in.text();
  m.received_at = in.time();
  m.size = in.number();
  m.digest = in.text();
  const std::string_view state = in.view();
  const auto parsed = parse_received_state(state);
  if (!parsed) {
    return base::fail(base::ErrorCode::kCorrupt,
                      fmt::format("the database holds the unknown state '{}' of a received mail", state.substr(0, 64)));
  }
  m.state = *parsed;
  m.why = in.text();
  m.ticket = in.text();
  return m;
}

Result<ReceivedMail> read_row(const Row& row) {
  Columns in(row);
  return read_brief(in);
}

Result<ReceivedMail> read_whole(const Row& row) {
  Columns in(row);
  auto mail = read_brief(in);
  if (mail) mail->raw = in.text();
  return mail;
}

}  // namespace

std::string_view to_string(ReceivedState state) {
  switch (state) {
    case ReceivedState::kNew:
      return "new";
    case ReceivedState::kAlerts:
      return "alerts";
    case ReceivedState::kReply:
      return "reply";
    case ReceivedState::kBounce:
      return "bounce";
    case ReceivedState::kAutomatic:
      return "automatic";
    case ReceivedState::kNote:
      return "note";
    case ReceivedState::kQuarantined:
      return "quarantined";
  }
  return "new";
}

std::optional<ReceivedState> parse_received_state(std::string_view text) {
  for (const ReceivedState state : kStates) {
    if (to_string(state) == text) return state;
  }
  return {};
}

Status put_received(Database& db, ReceivedMail& m) {
  if (m.number == 0) {
    const auto number = select_number(
        db,
        "INSERT INTO received_mail (source, uid, received_at, size, digest, state, why, ticket, raw_bytes) VALUES ($1, "
        "$2, $3, $4, $5, $6, $7, $8, $9) RETURNING number",
        {m.source, m.uid, as_value(m.received_at), as_value(m.size), m.digest, as_value(to_string(m.state)), m.why,
         m.ticket, m.raw});
    if (!number) return tl::unexpected<base::Error>(number.error());
    m.number = *number;
    return {};
  }
  const Status done = db.execute("UPDATE received_mail SET state = $2, why = $3, ticket = $4 WHERE number = $1",
                                 {m.number, as_value(to_string(m.state)), m.why, m.ticket});
  if (done && db.changed() == 0)
    return base::fail(base::ErrorCode::kNotFound, fmt::format("there is no received mail {}", m.number));
  return done;
}

Result<std::optional<ReceivedMail>> find_received(Database& db, std::int64_t number) {
  static const std::string kSql = "SELECT " + kWhole + " FROM received_mail WHERE number = $1";
  return select_one<ReceivedMail>(db, kSql, {number}, read_whole);
}

Result<std::optional<ReceivedMail>> find_received_brief(Database& db, std::int64_t number) {
  static const std::string kSql = "SELECT " + kBrief + " FROM received_mail WHERE number = $1";
  return select_one<ReceivedMail>(db, kSql, {number}, read_row);
}

Result<std::optional<KnownMail>> find_received_uid(Database& db, const std::string& source, const std::string& uid) {
  return select_one<KnownMail>(
      db,
      "SELECT size, digest, number FROM received_mail WHERE source = $1 AND uid = $2 AND uid <> '' UNION ALL "
      "SELECT size, digest, number FROM forgotten_mail WHERE source = $1 AND uid = $2 AND uid <> '' "
      "ORDER BY number DESC LIMIT 1",
      {source, uid}, [](const Row& row) {
        Columns in(row);
        return KnownMail{in.number(), !in.view().empty()};
      });
}

Result<std::int64_t> find_received_repeat(Database& db, const std::string& source, const std::string& uid,
                                          const std::string& digest) {
  return select_number(
      db,
      "SELECT number FROM received_mail WHERE source = $1 AND digest = $3 AND ($2 = '' OR uid = $2) UNION ALL "
      "SELECT number FROM forgotten_mail WHERE source = $1 AND digest = $3 AND ($2 = '' OR uid = $2) "
      "ORDER BY number LIMIT 1",
      {source, uid, digest});
}

Result<std::optional<UnreadMail>> oldest_unread(Database& db) {
  static const std::string kSql =
      "SELECT " + kBrief +
      ", (SELECT attempts FROM mail_reading WHERE mail_reading.number = received_mail.number)"
      " FROM received_mail WHERE state = 'new' ORDER BY number LIMIT 1";
  return select_one<UnreadMail>(db, kSql, {}, [](const Row& row) -> Result<UnreadMail> {
    Columns in(row);
    auto mail = read_brief(in);
    if (!mail) return tl::unexpected<base::Error>(mail.error());
    return UnreadMail{std::move(*mail), in.small()};
  });
}

Status mark_reading(Database& db, std::int64_t number, std::uint32_t attempts) {
  if (attempts == 0) return db.execute("DELETE FROM mail_reading WHERE number = $1", {number});
  return db.execute(
      "INSERT INTO mail_reading (number, attempts) VALUES ($1, $2) ON CONFLICT (number) DO UPDATE SET attempts = "
      "excluded.attempts",
      {number, std::int64_t{attempts}});
}

Result<std::uint32_t> reading_attempts(Database& db, std::int64_t number) {
  return select_number(db, "SELECT attempts FROM mail_reading WHERE number = $1", {number}).map([](std::int64_t n) {
    return static_cast<std::uint32_t>(n);
  });
}

Result<Page<ReceivedMail>> list_received(Database& db, const std::string& state, const PageRequest& page) {
  static const std::string kSql =
      "SELECT " + kBrief +
      " FROM received_mail WHERE number < $1 AND ($3 = '' OR state = $3) ORDER BY number DESC LIMIT $2";
  return select_page<ReceivedMail>(db, kSql, page, {state}, read_row);
}

Result<ReceivedCounts> count_received(Database& db) {
  const auto count = [&](const char* state) {
    return select_number(db, "SELECT count(*) FROM received_mail WHERE state = $1",
                         {as_value(std::string_view(state))});
  };
  const auto waiting = count("new");
  if (!waiting) return tl::unexpected<base::Error>(waiting.error());
  const auto quarantined = count("quarantined");
  if (!quarantined) return tl::unexpected<base::Error>(quarantined.error());
  return ReceivedCounts{static_cast<std::uint64_t>(*waiting), static_cast<std::uint64_t>(*quarantined)};
}

Result<bool> forget_received(Database& db, const MailAges& before) {
  struct Old {
    std::int64_t number = 0;
    std::uint64_t size = 0;
  };
  const auto old = select_all<Old>(
      db,
      "SELECT number, size FROM received_mail WHERE "
      "((state IN ('alerts', 'reply', 'bounce', 'automatic', 'note') AND received_at < $1) OR "
      "(state = 'quarantined' AND received_at < $2)) AND number < (SELECT max(number) FROM received_mail) LIMIT $3",
      {as_value(before.judged), as_value(before.quarantined), as_value(std::uint64_t{kForgottenAtOnce})},
      [](const Row& row) {
        Columns in(row);
        return Old{in.integer(), in.number()};
      });
  if (!old) return tl::unexpected<base::Error>(old.error());
  std::uint64_t bytes = 0;
  std::size_t gone = 0;
  for (const auto& one : *old) {
    if (gone > 0 && bytes + one.size > kForgottenBytes) break;
    bytes += one.size, ++gone;
    auto done = db.execute(
        "INSERT INTO forgotten_mail (number, source, uid, received_at, size, digest) "
        "SELECT number, source, uid, received_at, size, digest FROM received_mail "
        "WHERE number = $1 AND received_at >= $2",
        {one.number, as_value(before.known)});
    if (done) done = mark_reading(db, one.number, 0);
    if (done) done = db.execute("DELETE FROM received_mail WHERE number = $1", {one.number});
    if (!done) return tl::unexpected<base::Error>(done.error());
  }
  const Status names = db.execute(
      "DELETE FROM forgotten_mail WHERE number IN (SELECT number FROM forgotten_mail WHERE received_at < $1 LIMIT $2)",
      {as_value(before.known), as_value(std::uint64_t{kForgottenAtOnce})});
  if (!names) return tl::unexpected<base::Error>(names.error());
  return old->size() == kForgottenAtOnce || gone < old->size() ||
         db.changed() == static_cast<std::int64_t>(kForgottenAtOnce);
}

}  // namespace redrive::central
