// What a mail that came in is, and what follows of it. Pure.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "central/store/received_mail.h"
#include "mail/compose/mail_name.h"
#include "mail/read/bounce.h"
#include "mail/read/mail_rules.h"
#include "mail/read/reply.h"
#include "shared/config/mail_in_options.h"
#include "shared/model/alert.h"

namespace redrive::central {

struct AlertsIn {
  std::vector<model::Alert> alerts;  // checked, every one with an id
};
// An answer to a mail of ours, proven by its seal. Who wrote it is for the flow to weigh.
struct ReplyIn {
  std::string about;                 // the ticket or storm of the mail it answers
  std::vector<std::string> tickets;  // bracketed in its subject
  std::string from;                  // bare address, as it says
  mail::ReplyCommand command = mail::ReplyCommand::kNote;
  std::string note;
};
// What became of a mail of ours, proven by its seal.
struct BounceIn {
  std::string message_id;
  std::vector<mail::BouncedRecipient> recipients;
};

struct MailJudgement {
  ReceivedState state = ReceivedState::kQuarantined;  // never kNew: no mail is judged for ever
  std::string why;                                    // in words, for people
  std::string ticket;                                 // the one it is about, or empty
  std::variant<std::monostate, AlertsIn, ReplyIn, BounceIn> follows{};
};

// What it is judged by.
struct MailReading {
  const mail::MailRules& rules;
  const config::ReplyOptions& words;
  const mail::SealKey& key;
};

MailJudgement judge_mail(const ReceivedMail& mail, const MailReading& reading);

}  // namespace redrive::central
