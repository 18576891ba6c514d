#include "central/flow/mail_age.h"

#include "central/core/rules.h"
#include "central/store/received_mail.h"

namespace redrive::central {

// The names by which repeats are recognised stay for the dedupe window, whatever is kept of the mail itself.
base::Result<bool> forget_old_mail(FlowContext& flow) {
  const auto options = flow.options.get();
  const base::UtcTime now = flow.clock.utc();
  return forget_received(
      flow.db, {now - options->mailbox.keep, now - options->mailbox.keep_quarantined, now - options->dedupe_window});
}

}  // namespace redrive::central
