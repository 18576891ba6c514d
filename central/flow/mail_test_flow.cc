// A test mail to a centre, through the same outbox as every other (T4).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "central/flow/decider.h"
#include "central/flow/flow_context.h"
#include "central/flow/load_state.h"
#include "central/flow/mail_post.h"
#include "central/flow/record_act.h"
#include "central/flow/store_changes.h"
#include "mail/compose/mail_name.h"
#include "mail/compose/test_mail.h"

namespace redrive::central {

base::Result<TestMail::Reply> handle(FlowContext& flow, TestMail& request) {
  if (auto followed = as_store_error(follow_options(flow)); !followed) return tl::unexpected(followed.error());
  const Rules& rules = *flow.triage.rules;
  const auto centre = rules.options->centres.find(request.centre);
  if (centre == rules.options->centres.end())
    return base::fail(base::ErrorCode::kNotFound, fmt::format("no centre {}", request.centre));
  mail::TestMail letter;
  letter.id = fmt::format("test-{:016x}", flow.random.below(UINT64_MAX));
  letter.asked_by = request.actor.name;
  letter.central = rules.options->name;
  letter.date = flow.clock.utc();
  address(letter, flow, centre->second);
  letter.message_id = mail::message_id({letter.id}, flow.mail_key, letter.from);
  MailRow row;
  row.ticket = letter.id;
  row.kind = mail::TestMail::kKind;
  row.message_id = letter.message_id;
  row.centre = letter.centre.id;
  row.message = mail::compose(letter);
  auto done = put_rows(flow, row, letter.to);
  if (done) {
    done = record_act(flow, {request.actor, "test mail", request.centre,
                             fmt::format("{} to {}", letter.id, fmt::join(letter.to, ", ")), "", ""});
  }
  if (done = as_store_error(done); !done) return tl::unexpected(done.error());
  return TestMail::Reply{letter.id};
}

}  // namespace redrive::central
