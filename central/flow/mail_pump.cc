#include "central/flow/mail_pump.h"

#include <algorithm>

namespace redrive::central {
namespace {

// The next mail to this destination, or to any, would end alike: it is not tried now.
bool goes_for_others(const mail::RecipientOutcome& outcome) {
  return outcome.delivery != mail::Delivery::kAccepted && outcome.concerns != mail::Concerns::kMail;
}

}  // namespace

void MailPump::start() {
  for (std::size_t i = 0; i < kSenders; ++i) senders_[i].thread = std::thread([this, i] { run(i); });
}

void MailPump::wake() {
  {
    std::lock_guard lock(mutex_);
    ++wakes_;
  }
  changed_.notify_all();
}

void MailPump::stop() {
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
  }
  changed_.notify_all();
  parts_.transport.end_within(kStopWithin);
  for (auto& sender : senders_) {
    if (sender.thread.joinable()) sender.thread.join();
  }
}

bool MailPump::stopping() {
  std::lock_guard lock(mutex_);
  return stopping_;
}

void MailPump::run(std::size_t index) {
  for (;;) {
    std::uint64_t seen = 0;
    {
      // A wake that comes from here on leads to another round.
      std::lock_guard lock(mutex_);
      if (stopping_) break;
      seen = wakes_;
    }
    const base::Micros rest = work_off(index);
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, rest, [&] { return wakes_ != seen || stopping_; });
  }
  tell(senders_[index]);
}

// True when nothing is left untold.
bool MailPump::tell(Sender& sender) {
  if (sender.untold.attempts.empty() && sender.untold.untried.empty()) return true;
  const auto reply = parts_.report(sender.untold);
  if (!reply) return false;
  sender.held = reply->held;
  sender.untold = {};
  return true;
}

base::Result<LeaseMail::Reply> MailPump::lease(std::size_t index) {
  std::lock_guard lock(leasing_);
  auto leased = parts_.lease({kLease, senders_[index].served, index == kSmoothSender, !released_});
  if (leased) released_ = true;
  return leased;
}

// One transaction for the rows of one message, told in bunches. False when an outcome could not be told.
bool MailPump::send(Sender& sender, const std::string& from, std::vector<MailRow> rows) {
  base::SteadyTime told = parts_.clock.steady();
  bool going_on = true;
  sender.held = false;
  for (auto begin = rows.begin(); begin != rows.end();) {
    if (!going_on || sender.held || stopping()) {
      sender.untold.untried.push_back((begin++)->number);
      continue;
    }
    const auto other = [&](const MailRow& row) { return row.message_id != begin->message_id; };
    const auto end = std::find_if(begin, rows.end(), other);
    mail::Envelope envelope{from, {}, std::move(begin->message)};
    for (auto row = begin; row != end; ++row) envelope.to.push_back(row->recipient);
    const auto outcomes = parts_.transport.send(envelope);
    going_on = std::none_of(outcomes.begin(), outcomes.end(), goes_for_others);
    for (std::size_t i = 0; begin != end; ++begin, ++i)
      sender.untold.attempts.push_back({begin->number, outcomes.at(i)});
    if (!going_on || parts_.clock.steady() - told < kReportEvery) continue;
    going_on = tell(sender);
    told = parts_.clock.steady();
  }
  return tell(sender);
}

base::Micros MailPump::round(std::size_t index) {
  Sender& sender = senders_.at(index);
  for (;;) {
    // With outcomes untold no more is sent: what cannot be recorded would be sent twice after a restart.
    if (!tell(sender)) return kTroubleRest;
    if (stopping()) return base::Micros{0};
    auto leased = lease(index);
    if (!leased) return kTroubleRest;
    if (leased->rows.empty()) {
      if (!leased->next_due) return kLookEvery;
      return std::clamp(*leased->next_due - parts_.clock.utc(), base::Micros{1000}, kLookEvery);
    }
    sender.served = destination_of(leased->rows.front().recipient);
    const bool told = send(sender, leased->from, std::move(leased->rows));
    wake();  // it is in nobody's hand any more: another may go on with it
    if (!told) return kTroubleRest;
  }
}

base::Micros MailPump::work_off(std::size_t index) {
  {
    std::lock_guard lock(mutex_);
    ++working_;
  }
  const base::Micros rest = round(index);
  {
    std::lock_guard lock(mutex_);
    if (--working_ > 0) return rest;
  }
  parts_.transport.rest();
  return rest;
}

}  // namespace redrive::central
