// A received mail as a reply to a ticket: which ticket it may be about and what it says (T5). Anybody can write a
// ticket's number into a mail: whether this one may speak for the ticket is for the caller to say, from the ids and
// from ReceivedMail::from and recipients.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/read/received_mail.h"
#include "shared/config/mail_in_options.h"

namespace redrive::mail {

// "resolved" and "fixed" are one: both say that it is mended.
enum class ReplyCommand { kNote, kAck, kResolved, kWrongCentre };
std::string_view to_string(ReplyCommand command);

struct Reply {
  std::vector<std::string> message_ids;  // own ones that it answers, newest first: In-Reply-To, then References
  std::vector<std::string> tickets;      // bracketed in its subject
  ReplyCommand command = ReplyCommand::kNote;
  std::string note;  // what was written besides, "\n" lines, at most kMaxNote bytes; may be empty

  bool operator==(const Reply&) const = default;
};

inline constexpr std::size_t kMaxNote = 8UL * 1024;

// Nothing when it names no ticket. The command is what the new text begins with, after a greeting on a line of its own;
// "resolved?" is a question and no command. Without a known word all of the new text is the note.
std::optional<Reply> read_reply(const ReceivedMail& mail, const config::ReplyOptions& words);

}  // namespace redrive::mail
