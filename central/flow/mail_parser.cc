#include "central/flow/mail_parser.h"

#include <fmt/format.h>

#include "shared/config/central_options.h"
#include "shared/log/log.h"

namespace redrive::central {
namespace {

using base::ErrorCode;

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

bool is_of_the_store(const base::Error& error) {
  return error.code == ErrorCode::kNoSpace || error.code == ErrorCode::kUnavailable;
}

}  // namespace

void MailParser::start() {
  thread_ = std::thread([this] { run(); });
}

void MailParser::wake() {
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

void MailParser::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool MailParser::is_stopping() {
  std::lock_guard lock(mutex_);
  return stopping_;
}

void MailParser::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    woken_ = false;  // a wake that comes from here on leads to another round
    lock.unlock();
    const base::Micros rest = work_off();
    lock.lock();
    changed_.wait_for(lock, rest, [this] { return woken_ || stopping_; });
  }
  lock.unlock();
  if (in_hand_.number != 0) (void)work_off();
}

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
