// A mail that was taken (take_mail.cc) -> judged (judge_mail) -> what became of it stored. Each is judged once: what
// cannot be read goes to quarantine, where people see it, and not round again.
#include "central/flow/received_mail_flow.h"

#include <fmt/format.h>

#include "central/flow/judge_mail.h"
#include "central/flow/store_changes.h"
#include "central/store/received_mail.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;

constexpr std::size_t kBatch = 20;  // mails judged in one transaction; each may have megabytes

MailJudgement judge(const ReceivedMail& mail) {
  try {
    return judge_mail(mail);
  } catch (const std::exception& error) {
    return {ReceivedState::kQuarantined, fmt::format("it could not be read: {}", error.what()), ""};
  }
}

Status judge_one(FlowContext& flow, std::int64_t number) {
  auto mail = find_received(flow.db, number);
  if (!mail) return tl::unexpected<base::Error>(mail.error());
  if (!*mail) return {};
  auto judged = judge(**mail);
  (*mail)->state = judged.state;
  (*mail)->why = std::move(judged.why);
  (*mail)->ticket = std::move(judged.ticket);
  return put_received(flow.db, **mail);
}

}  // namespace

Result<bool> judge_received(FlowContext& flow) {
  const auto numbers = new_received(flow.db, kBatch);
  if (!numbers) return tl::unexpected<base::Error>(numbers.error());
  for (const auto number : *numbers) {
    if (auto done = as_store_error(judge_one(flow, number)); !done) return tl::unexpected<base::Error>(done.error());
  }
  return numbers->size() == kBatch;
}

}  // namespace redrive::central
