// The mail transport seam: hands one composed message to a mail server and says what became of it, per recipient.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/time.h"

namespace redrive::mail {

struct Envelope {
  std::string from;             // envelope sender, a bare address
  std::vector<std::string> to;  // bare addresses
  std::string message;          // whole RFC 5322 message, CRLF lines, not dot-stuffed
};

enum class Delivery {
  kAccepted,   // the server took responsibility (250 after DATA)
  kRefused,    // 5xx: repeating it unchanged cannot succeed
  kLater,      // 4xx, or no server: try again
  kMaybeSent,  // cut off after the message was complete: may have been sent; repeat under the same Message-ID
};
std::string_view to_string(Delivery delivery);

// What else would fare alike if it were tried now.
enum class Concerns {
  kMail,         // nothing: the answer is about this mail and its recipient
  kDestination,  // mail to the same domain: a relay had taken the sender, and then cut off, ended the session or fell
                 // silent
  kRelays,       // all mail: no relay takes any
};

struct RecipientOutcome {
  std::string to;
  Delivery delivery = Delivery::kLater;
  std::string reply;    // the server's last reply for this recipient, or what went wrong, printable and bounded
  std::string relay{};  // "host:port" of the server that this is of, the last one asked; empty = none was
  Concerns concerns = Concerns::kMail;
  std::string queue_id{};  // under which that server keeps an accepted mail, where it says so
};

class MailTransport {
 public:
  virtual ~MailTransport() = default;
  // One outcome per recipient, in order. Blocks up to the transaction deadline of its options for each relay; throws
  // nothing. From any thread: those that send at the same time have a connection each.
  virtual std::vector<RecipientOutcome> send(const Envelope& envelope) = 0;
  // There is no more mail for now: connections kept for the next one are closed. From any thread.
  virtual void rest() {}
  // For stopping, from any thread: what runs, and all that comes later, ends within this time from now.
  virtual void end_within(base::Micros) {}
};

}  // namespace redrive::mail
