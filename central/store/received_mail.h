// Mail that came in: a row each, with its bytes, stored before anybody reads it and kept until it is old. What became
// of it is written by flow/received_mail_flow.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "central/store/database.h"
#include "central/store/page.h"
#include "shared/base/time.h"
#include "shared/model/mail_size.h"

namespace redrive::central {

using model::kMostMailBytes;  // larger ones are not taken

enum class ReceivedState {
  kNew,          // nobody has looked at it yet
  kAlerts,       // it brought alerts
  kReply,        // it answered a ticket's mail
  kBounce,       // a mail server told that a mail of ours was not delivered
  kAutomatic,    // a machine's answer, of which nothing follows
  kNote,         // kept for people to read
  kQuarantined,  // nobody could make sense of it; `why` says what is wrong
};
std::string_view to_string(ReceivedState state);
std::optional<ReceivedState> parse_received_state(std::string_view text);

struct ReceivedMail {
  std::int64_t number = 0;  // given by put_received
  std::string source;       // the mailbox, or whose token handed it in
  std::string uid;          // the mailbox's lasting name of it; empty where there is none
  base::UtcTime received_at{};
  std::uint64_t size = 0;  // bytes, as the mailbox says
  std::string digest;      // base::digest_of(raw); empty when it was left where it is, and only noted
  ReceivedState state = ReceivedState::kNew;
  std::string why;     // in words
  std::string ticket;  // the one it is about, or empty
  std::string raw;     // the bytes as they came
};

// Inserts (number 0), or updates what judging changes: state, why, ticket. kNotFound when there is no such number.
base::Status put_received(Database& db, ReceivedMail& mail);
base::Result<std::optional<ReceivedMail>> find_received(Database& db, std::int64_t number);
base::Result<std::optional<ReceivedMail>> find_received_brief(Database& db, std::int64_t number);  // without raw

// What is known of the mail that the mailbox calls so, though it may be deleted since; when it used a name again, of
// the last one.
struct KnownMail {
  std::uint64_t size = 0;
  bool held = false;  // its bytes are here; else it was only noted
};
base::Result<std::optional<KnownMail>> find_received_uid(Database& db, const std::string& source,
                                                         const std::string& uid);
// The number of what was stored of these bytes before, under this name or, where `uid` is empty, under any; 0 = none.
base::Result<std::int64_t> find_received_repeat(Database& db, const std::string& source, const std::string& uid,
                                                const std::string& digest);

// The oldest in state kNew.
struct UnreadMail {
  ReceivedMail mail;           // without raw
  std::uint32_t attempts = 0;  // how often its reading was begun, and not one ended
};
base::Result<std::optional<UnreadMail>> oldest_unread(Database& db);
// Written before it is read; 0 when that has ended, or was not done after all. It stays with what ended the program.
base::Status mark_reading(Database& db, std::int64_t number, std::uint32_t attempts);
base::Result<std::uint32_t> reading_attempts(Database& db, std::int64_t number);

// Deletes mails that were judged and received before `judged`, those in quarantine only if before `quarantined`: at
// most kForgottenAtOnce of them and about kForgottenBytes, and never the newest of all, for numbers are not given
// again. What was received after `known` is still known as a repeat; older names are deleted too. True when there may
// be more.
struct MailAges {
  base::UtcTime judged{}, quarantined{}, known{};
};
inline constexpr std::size_t kForgottenAtOnce = 50;
inline constexpr std::uint64_t kForgottenBytes = 8UL * 1024 * 1024;
base::Result<bool> forget_received(Database& db, const MailAges& before);

base::Result<Page<ReceivedMail>> list_received(Database& db, const std::string& state,
                                               const PageRequest& page);  // without raw
struct ReceivedCounts {
  std::uint64_t waiting = 0;  // kNew
  std::uint64_t quarantined = 0;
};
base::Result<ReceivedCounts> count_received(Database& db);

}  // namespace redrive::central
