// Mails anybody may have sent. What is read of them stays within its bounds and is fit to be stored, logged and mailed:
// valid UTF-8, header values in one line, alerts that pass their check and have an id.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "mail/compose/header_text.h"
#include "mail/read/alert_mail.h"
#include "mail/read/automatic.h"
#include "mail/read/bounce.h"
#include "mail/read/limits.h"
#include "shared/model/alert.h"

namespace {

using namespace redrive;

void demand(bool holds) {
  if (!holds) std::abort();
}

void check_line(const std::string& text) {
  demand(mail::clean_line(text, 2 * text.size() + 1) == text);
}

void check_fields(const std::vector<mail::RawField>& fields) {
  for (const auto& field : fields) check_line(field.value);
}

void check(const mail::ReceivedMail& mail) {
  for (const auto* text : {&mail.from, &mail.return_path, &mail.subject, &mail.message_id, &mail.report_type})
    check_line(*text);
  check_fields(mail.fields);
  check_fields(mail.returned);
  for (const auto& block : mail.delivery_status) check_fields(block);
  demand(mail.text.size() <= mail::kMaxText && model::clean_text(mail.text, mail.text.size()) == mail.text);
  std::size_t json = 0;
  for (const auto& part : mail.json) json += part.bytes.size(), check_line(part.name);
  demand(json <= mail::kMaxJson && mail.json.size() <= mail::kMaxJsonParts && mail.faults.size() <= mail::kMaxFaults);
  for (const auto& fault : mail.faults) check_line(fault);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const mail::MailRules rules(
      {{R"((?P<device>\S+) is (?P<failure_type>\w+))", R"(^(?P<message>.*)$)", "", "x.toml:1"}});
  const std::string_view raw(reinterpret_cast<const char*>(data), size);
  const auto received = mail::read_mail(raw);
  if (!received) return received.error().message.empty() ? (std::abort(), 1) : 0;
  check(*received);
  const auto alerts = mail::read_alert_mail(*received, rules, base::utc_from_micros(1'772'409'600'000'000));
  demand(!alerts.alerts.empty() || !alerts.faults.empty());
  for (const auto& alert : alerts.alerts) demand(model::check_alert(alert).has_value() && !alert.id.empty());
  if (const auto bounce = mail::read_bounce(*received)) {
    demand(!bounce->recipients.empty() && bounce->recipients.size() <= 100);
    for (const auto& recipient : bounce->recipients) check_line(recipient.diagnostic), check_line(recipient.status);
  }
  const auto author = mail::author_of(*received);
  demand(author.reason.empty() == (author.author == mail::Author::kPerson));
  return 0;
}
