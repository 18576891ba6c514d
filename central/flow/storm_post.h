// A storm's summary into the outbox: one mail for all its tickets.
#pragma once

#include <string>

#include "central/flow/flow_context.h"
#include "central/store/mail_outbox.h"

namespace redrive::central {

struct StormPost {
  std::string storm;
  std::string centre;        // whom to mail
  std::string instead_of{};  // as of TicketPost
};

// Composed of the tickets as the store holds them, and told on the timeline of each. Centres without an address as in
// post_ticket. A storm whose tickets all went elsewhere makes no mail.
base::Status post_storm(FlowContext& flow, const StormPost& post);

// Is this one the mail of a storm? Then its `ticket` names the storm.
bool is_summary(const MailRow& row);

// A test mail (mail/compose/test_mail.h): no ticket stands behind it.
bool is_test(const MailRow& row);

// A line on the timeline of each ticket that the mail tells of.
base::Status tell_tickets(FlowContext& flow, const MailRow& row, const std::string& text, const std::string& by);

}  // namespace redrive::central
