#include "central/flow/mail_fallback.h"

#include <fmt/format.h>

#include "central/core/rules.h"
#include "central/flow/load_state.h"
#include "central/flow/storm_post.h"
#include "central/flow/ticket_post.h"
#include "central/store/failures.h"
#include "central/store/tickets.h"
#include "mail/compose/mail_name.h"
#include "mail/compose/ticket_mail.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

// What the fallback centres know of this mail already.
struct Fallback {
  std::string next;  // the centre whose turn it is, or empty
  bool has = false;  // a fallback centre has got it, or will: another recipient of the same mail failed before
};

Result<Fallback> choose_fallback(FlowContext& flow, const MailRow& row) {
  auto rows = mail_of_ticket(flow.db, row.ticket);
  if (!rows) return pass(rows.error());
  const std::uint32_t sequence = mail::sequence_of(row.message_id);
  for (const auto& id : flow.triage.rules->router.fallbacks(row.centre)) {
    bool tried = id == row.centre;
    for (const auto& other : *rows) {
      if (other.centre != id || mail::sequence_of(other.message_id) != sequence) continue;
      if (other.state != MailState::kDead) return Fallback{{}, true};
      tried = true;
    }
    if (!tried) return Fallback{id, false};
  }
  return Fallback{};
}

Status post_to(FlowContext& flow, const MailRow& row, const std::string& centre) {
  std::string instead_of =
      fmt::format("{} <{}> could not be reached by mail ({})", row.centre, row.recipient, row.last_reply);
  if (is_summary(row)) return post_storm(flow, {row.ticket, centre, std::move(instead_of)});
  auto ticket = find_ticket(flow.db, row.ticket);
  if (!ticket) return pass(ticket.error());
  if (!*ticket) return {};
  FailureFilter filter;
  filter.ticket = row.ticket;
  auto failures = list_failures(flow.db, filter, {kMailedFailures, 0});
  if (!failures) return pass(failures.error());
  TicketPost post{notice_of(row.kind).value_or(Notice::kOpened), **std::move(ticket), std::move(failures->items)};
  post.centre = centre;
  post.sequence = mail::sequence_of(row.message_id);
  post.instead_of = std::move(instead_of);
  return post_ticket(flow, std::move(post));
}

}  // namespace

// In shadow mode all mail goes to one place, so there is nowhere else to try.
Status fall_back(FlowContext& flow, const MailRow& row) {
  if (auto followed = follow_options(flow); !followed) return followed;
  Fallback fallback;
  if (flow.options.get()->mail.divert_to.empty()) {
    auto chosen = choose_fallback(flow, row);
    if (!chosen) return pass(chosen.error());
    fallback = *chosen;
  }
  if (!fallback.next.empty()) return post_to(flow, row, fallback.next);
  if (fallback.has) return {};
  return tell_tickets(flow, row,
                      fmt::format("nobody is left to mail instead of {}; put it right, then: redrive mail retry {}",
                                  row.recipient, row.number),
                      "redrive");
}

}  // namespace redrive::central
