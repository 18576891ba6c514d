// Whom to mail instead of a recipient who is given up (T4).
#pragma once

#include "central/flow/flow_context.h"
#include "central/store/mail_outbox.h"

namespace redrive::central {

// Posts the mail of this row, which is dead, to the next centre of the chain, unless a fallback has got it already;
// says on the timeline where nobody is left.
base::Status fall_back(FlowContext& flow, const MailRow& row);

}  // namespace redrive::central
