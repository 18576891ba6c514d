// What a mail that came in is, and what follows of it. Pure.
#pragma once

#include "central/store/received_mail.h"

namespace redrive::central {

struct MailJudgement {
  ReceivedState state = ReceivedState::kQuarantined;  // never kNew: no mail is judged for ever
  std::string why;                                    // in words, for people
  std::string ticket;                                 // the one it is about, or empty
};

MailJudgement judge_mail(const ReceivedMail& mail);

}  // namespace redrive::central
