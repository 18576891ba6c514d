// Mail that came in: a row each, with its bytes, stored before anybody reads it and kept. What became of it is written
// by flow/received_mail_flow.
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

// What is known of the mail that the mailbox calls so; when it used a name again, of the last one.
struct KnownMail {
  std::uint64_t size = 0;
  bool held = false;  // its bytes are here; else it was only noted
};
base::Result<std::optional<KnownMail>> find_received_uid(Database& db, const std::string& source,
                                                         const std::string& uid);
// The number of what was stored of these bytes before, under this name or, where `uid` is empty, under any; 0 = none.
base::Result<std::int64_t> find_received_repeat(Database& db, const std::string& source, const std::string& uid,
                                                const std::string& digest);
// Numbers of rows in state kNew, oldest first.
base::Result<std::vector<std::int64_t>> new_received(Database& db, std::size_t limit);
base::Result<Page<ReceivedMail>> list_received(Database& db, const std::string& state,
                                               const PageRequest& page);  // without raw
struct ReceivedCounts {
  std::uint64_t waiting = 0;  // kNew
  std::uint64_t quarantined = 0;
};
base::Result<ReceivedCounts> count_received(Database& db);

}  // namespace redrive::central
