#include "central/flow/mail_pump.h"

#include <algorithm>

namespace redrive::central {

void MailPump::start() {
  thread_ = std::thread([this] { run(); });
}

void MailPump::wake() {
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

void MailPump::stop() {
  {
    std::lock_guard lock(mutex_);
    if (stopping_ && !thread_.joinable()) return;
    stopping_ = true;
  }
  changed_.notify_all();
  parts_.transport.end_within(kStopWithin);
  if (thread_.joinable()) thread_.join();
}

bool MailPump::stopping() {
  std::lock_guard lock(mutex_);
  return stopping_;
}

void MailPump::run() {
  for (;;) {
    {
      // A wake that comes from here on leads to another round.
      std::lock_guard lock(mutex_);
      if (stopping_) break;
      woken_ = false;
    }
    const base::Micros rest = work_off();
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, rest, [this] { return woken_ || stopping_; });
  }
  tell();
  parts_.transport.rest();
}

// True when nothing is left untold.
bool MailPump::tell() {
  if (untold_.attempts.empty() && untold_.untried.empty()) return true;
  if (!parts_.report(untold_)) return false;
  untold_ = {};
  return true;
}

// One transaction for the rows of one message, told in bunches. False when an outcome could not be told.
bool MailPump::send(const std::string& from, std::vector<MailRow> rows) {
  base::SteadyTime told = parts_.clock.steady();
  bool telling = true;
  for (auto begin = rows.begin(); begin != rows.end();) {
    if (stopping() || !telling) {
      untold_.untried.push_back((begin++)->number);
      continue;
    }
    const auto other = [&](const MailRow& row) { return row.message_id != begin->message_id; };
    const auto end = std::find_if(begin, rows.end(), other);
    mail::Envelope envelope{from, {}, std::move(begin->message)};
    for (auto row = begin; row != end; ++row) envelope.to.push_back(row->recipient);
    const auto outcomes = parts_.transport.send(envelope);
    for (std::size_t i = 0; begin != end; ++begin, ++i) untold_.attempts.push_back({begin->number, outcomes.at(i)});
    if (parts_.clock.steady() - told < kReportEvery) continue;
    telling = tell();
    told = parts_.clock.steady();
  }
  return tell();
}

base::Micros MailPump::work_off() {
  for (;;) {
    // With outcomes untold no more is sent: what cannot be recorded would be sent twice after a restart.
    if (!tell()) return kTroubleRest;
    if (stopping()) return base::Micros{0};
    auto leased = parts_.lease({kLease, !released_});
    if (!leased) return kTroubleRest;
    released_ = true;
    if (!leased->rows.empty()) {
      if (!send(leased->from, std::move(leased->rows))) return kTroubleRest;
      continue;
    }
    parts_.transport.rest();
    if (!leased->next_due) return kLookEvery;
    return std::clamp(*leased->next_due - parts_.clock.utc(), base::Micros{1000}, kLookEvery);
  }
}

}  // namespace redrive::central
