// A ticket's mails after its first: updates and the closing one, at most one in [mail] update_every. What comes too
// early waits in the outbox as a promise and is written when its turn has come, so that it says what is so then (T3).
#pragma once

#include "central/flow/ticket_post.h"

namespace redrive::central {

// The ticket's state has changed: a mail at once, or a promise when the last update is too recent.
base::Status post_update(FlowContext& flow, TicketPost post);

// Further devices failed: a promise for update_every after its last mail; nothing where one waits already, or where
// update_every is 0.
base::Status promise_update(FlowContext& flow, const std::string& ticket);

// Something failed again: a promise for when the next update may go, which may be now; it tells what is known by then.
base::Status promise_soon(FlowContext& flow, const std::string& ticket);

// Writes the promised mails whose turn has come.
base::Status keep_promises(FlowContext& flow);

}  // namespace redrive::central
