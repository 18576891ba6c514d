// What becomes of a mail after an attempt (T4): a pure decision.
#pragma once

#include <string>

#include "central/store/mail_outbox.h"
#include "mail/transport/mail_transport.h"
#include "shared/base/random.h"
#include "shared/base/time.h"
#include "shared/config/central_options.h"

namespace redrive::central {

struct MailVerdict {
  MailRow row;            // as it is to be stored
  bool given_up = false;  // this recipient will not be tried again: the fallback centre's turn
  std::string line;       // for the ticket's timeline
};

// A test mail is tried once. Accepted = sent. Refused = given up at once. Later or maybe sent = tried again after a
// growing wait, until options.max_attempts, then given up. A row that a person held or that was sent meanwhile keeps
// its state unless the attempt was accepted.
MailVerdict judge_attempt(MailRow row, const mail::RecipientOutcome& outcome, const config::MailOptions& options,
                          base::UtcTime now, base::Random& random);

}  // namespace redrive::central
