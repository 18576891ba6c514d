// A ticket's mail as it would be sent now, shown and not sent (T3).
#include <fmt/format.h>

#include "central/flow/decider.h"
#include "central/flow/load_state.h"
#include "central/flow/store_changes.h"
#include "central/flow/ticket_post.h"
#include "central/store/failures.h"
#include "central/store/tickets.h"
#include "mail/compose/ticket_wording.h"

namespace redrive::central {

using base::ErrorCode;
using base::Result;

Result<PreviewMail::Reply> handle(FlowContext& flow, PreviewMail& request) {
  const auto pass = [](const auto& failed) { return tl::unexpected<base::Error>(failed.error()); };
  if (auto followed = as_store_error(follow_options(flow)); !followed) return pass(followed);
  auto ticket = find_ticket(flow.db, request.ticket);
  if (!ticket) return pass(ticket);
  if (!*ticket) return base::fail(ErrorCode::kNotFound, fmt::format("no ticket {}", request.ticket));
  FailureFilter filter;
  filter.ticket = request.ticket;
  auto failures = list_failures(flow.db, filter, {kMailedFailures, 0});
  if (!failures) return pass(failures);
  auto letter = write_letter(flow, {request.notice, **std::move(ticket), std::move(failures->items)});
  if (!letter) return pass(letter);
  if (!*letter)
    return base::fail(
        ErrorCode::kConflict,
        fmt::format("nobody to mail: neither the centre of {} nor its fallbacks have an address", request.ticket));
  const auto values = mail::values_of(mail::word_ticket(**letter));
  return PreviewMail::Reply{(*letter)->to, mail::subject(**letter), flow.templates.text.render(values),
                            flow.templates.html.render(values), mail::compose(**letter)};
}

}  // namespace redrive::central
