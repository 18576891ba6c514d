// A received mail as the alerts in it (A1): a JSON attachment, a text that is JSON, what a configured rule finds, or
// "Key: value" lines; the first of these that gives any.
#pragma once

#include <string>
#include <vector>

#include "mail/read/mail_rules.h"
#include "mail/read/received_mail.h"
#include "shared/base/time.h"
#include "shared/model/alert.h"

namespace redrive::mail {

struct AlertMail {
  std::vector<model::Alert> alerts;  // checked, every one with an id
  std::vector<std::string> faults;   // which were left out and why, with their place; what was expected where none is
};

// An alert without an id gets one from the Message-ID (the digest of the mail where it has none) and its number in the
// mail, the same for every repeat. One without a time gets the mail's Date where that is within a week before
// `received`, else `received`.
AlertMail read_alert_mail(const ReceivedMail& mail, const MailRules& rules, base::UtcTime received);

}  // namespace redrive::mail
