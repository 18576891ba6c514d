#include "central/flow/judge_mail.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mail/read/alert_mail.h"
#include "mail/read/automatic.h"
#include "mail/read/received_mail.h"

namespace redrive::central {
namespace {

constexpr std::size_t kMaxWhy = 2000;  // bytes

std::string words(const std::vector<std::string>& faults) {
  return model::clean_line(fmt::format("{}", fmt::join(faults, "; ")), kMaxWhy);
}

MailJudgement judge_bounce(mail::Bounce bounce, const MailReading& reading) {
  const auto name = mail::read_message_id(bounce.message_id, reading.key);
  if (!name)
    return {ReceivedState::kAutomatic, "a notice of a mail server about a mail that was not sent from here", ""};
  std::vector<std::string> told;
  for (const auto& one : bounce.recipients) {
    told.push_back(fmt::format("{} {} {} {}", one.address.empty() ? "a recipient" : one.address,
                               mail::to_string(one.action), one.status, one.diagnostic));
  }
  return {ReceivedState::kBounce, words(told), name->about,
          BounceIn{std::move(bounce.message_id), std::move(bounce.recipients)}};
}

// A ticket's number alone is no proof: anybody can write one.
MailJudgement judge_reply(const mail::ReceivedMail& mail, mail::Reply reply, const MailReading& reading) {
  for (const auto& id : reply.message_ids) {
    const auto name = mail::read_message_id(id, reading.key);
    if (!name) continue;
    ReplyIn in{name->about, std::move(reply.tickets), mail.from, reply.command, std::move(reply.note)};
    return {ReceivedState::kReply, fmt::format("{} from {}", mail::to_string(in.command), in.from), name->about,
            std::move(in)};
  }
  return {ReceivedState::kQuarantined,
          fmt::format("it names {} but does not answer a mail of ours: no Message-ID of ours stands in In-Reply-To or "
                      "References, or its seal is wrong; nothing was done",
                      reply.tickets.empty() ? "a mail" : fmt::format("{}", fmt::join(reply.tickets, ", "))),
          ""};
}

MailJudgement judge_alerts(const mail::ReceivedMail& mail, const MailReading& reading, base::UtcTime received) {
  auto read = mail::read_alert_mail(mail, reading.rules, received);
  read.faults.insert(read.faults.end(), mail.faults.begin(), mail.faults.end());
  if (read.alerts.empty()) return {ReceivedState::kQuarantined, words(read.faults), ""};
  std::string why = fmt::format("{} alert{}", read.alerts.size(), read.alerts.size() == 1 ? "" : "s");
  if (!read.faults.empty()) why += "; " + words(read.faults);
  return {ReceivedState::kAlerts, std::move(why), "", AlertsIn{std::move(read.alerts)}};
}

}  // namespace

MailJudgement judge_mail(const ReceivedMail& row, const MailReading& reading) {
  const auto mail = mail::read_mail(row.raw);
  if (!mail) return {ReceivedState::kQuarantined, mail.error().message, ""};
  if (auto bounce = mail::read_bounce(*mail)) return judge_bounce(std::move(*bounce), reading);
  const auto author = mail::author_of(*mail);
  if (author.author == mail::Author::kEcho) return {ReceivedState::kAutomatic, author.reason, ""};
  auto reply = mail::read_reply(*mail, reading.words);
  if (!reply) return judge_alerts(*mail, reading, row.received_at);
  if (author.author == mail::Author::kPerson) return judge_reply(*mail, std::move(*reply), reading);
  return {ReceivedState::kAutomatic, "a program's answer, of which nothing follows: " + author.reason, ""};
}

}  // namespace redrive::central
