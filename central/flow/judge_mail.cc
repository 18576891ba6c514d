#include "central/flow/judge_mail.h"

namespace redrive::central {

MailJudgement judge_mail(const ReceivedMail&) {
  return {ReceivedState::kQuarantined, "nothing reads mail yet", ""};
}

}  // namespace redrive::central
