// What a maintenance centre answers moves its ticket along (T5).
#pragma once

#include "central/flow/flow_context.h"
#include "central/flow/judge_mail.h"

namespace redrive::central {

// Does what the reply says where its writer may: he is one of those the ticket's mails went to, or of their domain. The
// rest is told on the ticket's timeline, or kept for people. The judgement then says what was done.
base::Status follow_reply(FlowContext& flow, const ReplyIn& reply, MailJudgement& judgement);

}  // namespace redrive::central
