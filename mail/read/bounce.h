// A received mail as the report of what became of one of ours (RFC 3464), or as a notice that says so in its own words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/read/received_mail.h"

namespace redrive::mail {

enum class BounceAction { kFailed, kDelayed, kDelivered, kRelayed, kExpanded };
std::string_view to_string(BounceAction action);

struct BouncedRecipient {
  std::string address;  // final recipient, else the original one; empty where the notice does not tell
  BounceAction action = BounceAction::kFailed;
  std::string status;      // "5.1.1"; may be empty
  std::string diagnostic;  // one line; may be empty

  bool operator==(const BouncedRecipient&) const = default;
};

struct Bounce {
  std::string message_id;                    // of the mail it is about, with its <>; empty where it cannot be told
  std::vector<BouncedRecipient> recipients;  // at least one, at most 100
  bool standard = false;                     // RFC 3464; else read from what mail servers write in plain words

  bool operator==(const Bounce&) const = default;
};

// Nothing when it is none. A notice that follows no standard is a bounce only when it names a Message-ID of ours and
// comes from a mail server's own address, or from the null sender without being an answer in its header.
std::optional<Bounce> read_bounce(const ReceivedMail& mail);

}  // namespace redrive::mail
