// A mail server tells what became of a mail that another had accepted (T4, RFC 3464).
#pragma once

#include "central/flow/flow_context.h"
#include "central/flow/judge_mail.h"

namespace redrive::central {

// A recipient whose mail failed is marked, and the fallback centre gets the mail; delays and deliveries stand on the
// ticket's timeline. What is told of a recipient we did not write to changes nothing.
base::Status follow_bounce(FlowContext& flow, const BounceIn& bounce, MailJudgement& judgement);

}  // namespace redrive::central
