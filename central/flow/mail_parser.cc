#include "central/flow/mail_parser.h"

#include <fmt/format.h>

#include "central/flow/store_changes.h"
#include "shared/config/central_options.h"
#include "shared/log/log.h"

namespace redrive::central {
namespace {

MailJudgement unreadable(std::string_view why) {
  return {ReceivedState::kQuarantined, fmt::format("it could not be read: {}", why), ""};
}

MailJudgement judge(const ReceivedMail& mail, const UnderReading& given) {
  try {
    return judge_mail(mail, {*given.rules, given.options->replies, given.key});
  } catch (const std::exception& error) {
    return unreadable(error.what());
  }
}

}  // namespace

MailParser::MailParser(MailParserParts parts)
    : parts_(std::move(parts)),
      rounds_([this] { return work_off(); },
              [this] {
                if (in_hand_.number != 0) (void)work_off();
              }) {}

base::Micros MailParser::work_off() {
  for (;;) {
    in_hand_.more = !is_stopping();
    const auto told = parts_.tell(in_hand_);
    if (!told) {
      refused(told.error());
      return kTroubleRest;
    }
    in_hand_ = {}, refusals_ = 0;
    if (!told->next) return kLookEvery;
    if (!read(*told->next)) return kTroubleRest;
  }
}

// False when its bytes cannot be had now: it is not to blame, and its turn comes again.
bool MailParser::read(const UnderReading& given) {
  in_hand_.number = given.number;
  const auto mail = parts_.fetch(given.number);
  if (!mail && is_of_the_store(mail.error())) return false;
  if (mail && *mail) {
    in_hand_.judged = judge(**mail, given);
  } else {
    in_hand_.judged = unreadable(mail ? "its bytes are gone" : mail.error().message);
  }
  return true;
}

void MailParser::refused(const base::Error& error) {
  if (refusals_++ == 0) log::error("mail", fmt::format("no mail is read now, trying again: {}", error.message));
  if (is_of_the_store(error) || !in_hand_.judged || refusals_ < kMostRefusals) return;
  in_hand_.judged = MailJudgement{ReceivedState::kQuarantined,
                                  fmt::format("what follows of it could not be done: {}", error.message), ""};
  refusals_ = 1;  // told already
}

}  // namespace redrive::central
