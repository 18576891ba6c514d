#include "mail/read/bounce.h"

#include "mail/compose/address.h"
#include "mail/compose/header_text.h"
#include "mail/read/decoding.h"
#include "mail/read/ticket_ids.h"

namespace redrive::mail {
namespace {

constexpr std::size_t kMaxRecipients = 100, kMaxDiagnostic = 500, kMaxStatus = 16;

const std::string& value_of(const std::vector<RawField>& fields, std::string_view name) {
  static const std::string kNone;
  const std::string* found = find_value(fields, name);
  return found ? *found : kNone;
}

// Of "rfc822; a@b" or "smtp; 550 no such user" what stands after the type.
std::string after_type(std::string_view value) {
  const auto semicolon = value.find(';');
  return std::string(trim(semicolon == std::string_view::npos ? value : value.substr(semicolon + 1)));
}

std::string address_of(std::string_view value) {
  return bare_address(after_type(value));
}

std::optional<BounceAction> action_of(std::string_view value) {
  const std::string word = lower_case(trim(value.substr(0, value.find_first_of(" \t(;"))));
  for (const auto action : {BounceAction::kFailed, BounceAction::kDelayed, BounceAction::kDelivered,
                            BounceAction::kRelayed, BounceAction::kExpanded}) {
    if (to_string(action) == word) return action;
  }
  return std::nullopt;
}

std::optional<BouncedRecipient> recipient_of(const std::vector<RawField>& block) {
  const auto action = action_of(value_of(block, "action"));
  if (!action) return std::nullopt;
  BouncedRecipient out;
  out.action = *action;
  out.address = address_of(value_of(block, "final-recipient"));
  if (out.address.empty()) out.address = address_of(value_of(block, "original-recipient"));
  const std::string& status = value_of(block, "status");
  out.status = status.substr(0, std::min(status.find_first_not_of("0123456789."), kMaxStatus));
  out.diagnostic = clean_line(after_type(value_of(block, "diagnostic-code")), kMaxDiagnostic);
  return out;
}

// What was returned says it best; some servers answer the mail instead, or only quote it.
std::string subject_of_bounce(const ReceivedMail& mail) {
  if (auto ids = message_ids(value_of(mail.returned, "message-id")); !ids.empty()) return ids[0];
  for (const auto* ids : {&mail.in_reply_to, &mail.references}) {
    for (auto id = ids->rbegin(); id != ids->rend(); ++id) {
      if (is_own_message_id(*id)) return *id;
    }
  }
  const auto quoted = own_message_ids(mail.text);
  return quoted.empty() ? "" : quoted.back();
}

// The null sender alone does not tell: absence notices use it too, but they answer the mail by its id.
bool is_from_a_server(const ReceivedMail& mail) {
  const std::string local = lower_case(mail.from.substr(0, mail.from.find('@')));
  if (local == "mailer-daemon" || local == "postmaster") return true;
  if (mail.null_return_path && mail.in_reply_to.empty() && mail.references.empty()) return true;
  // "From: MAILER-DAEMON" without a domain is none we could answer.
  return mail.from.empty() && lower_case(mail.value("from")).find("mailer-daemon") != std::string::npos;
}

bool only_warns(const ReceivedMail& mail) {
  static constexpr std::array<std::string_view, 5> kWords{"delay", "warning", "not yet been delivered",
                                                          "still being retried", "will be retried"};
  const std::string subject = lower_case(mail.subject);
  const std::string text = lower_case(std::string_view(mail.text).substr(0, 2000));
  return std::ranges::any_of(kWords, [&](std::string_view word) {
    return subject.find(word) != std::string::npos ||
           (word.find(' ') != std::string_view::npos && text.find(word) != std::string::npos);
  });
}

std::optional<Bounce> read_report(const ReceivedMail& mail) {
  Bounce bounce;
  bounce.standard = true;
  for (const auto& block : mail.delivery_status) {
    if (auto recipient = recipient_of(block); recipient && bounce.recipients.size() < kMaxRecipients)
      bounce.recipients.push_back(std::move(*recipient));
  }
  if (bounce.recipients.empty()) return std::nullopt;
  bounce.message_id = subject_of_bounce(mail);
  return bounce;
}

std::optional<Bounce> read_notice(const ReceivedMail& mail) {
  if (!is_from_a_server(mail)) return std::nullopt;
  Bounce bounce;
  bounce.message_id = subject_of_bounce(mail);
  if (!is_own_message_id(bounce.message_id)) return std::nullopt;
  const BounceAction action = only_warns(mail) ? BounceAction::kDelayed : BounceAction::kFailed;
  // Exim says whom it could not reach.
  for (auto& address : addresses(mail.value("x-failed-recipients"), kMaxRecipients))
    bounce.recipients.push_back({std::move(address), action, "", ""});
  if (bounce.recipients.empty()) bounce.recipients.push_back({"", action, "", ""});
  return bounce;
}

}  // namespace

std::string_view to_string(BounceAction action) {
  switch (action) {
    case BounceAction::kFailed:
      return "failed";
    case BounceAction::kDelayed:
      return "delayed";
    case BounceAction::kDelivered:
      return "delivered";
    case BounceAction::kRelayed:
      return "relayed";
    case BounceAction::kExpanded:
      return "expanded";
  }
  return "failed";
}

std::optional<Bounce> read_bounce(const ReceivedMail& mail) {
  if (auto report = read_report(mail)) return report;
  return read_notice(mail);
}

}  // namespace redrive::mail
