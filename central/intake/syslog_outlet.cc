#include "central/intake/syslog_outlet.h"

namespace redrive::central {
namespace {

// Another try may succeed; anything else would fail for ever.
bool is_for_now(const base::Error& error) {
  return error.code == base::ErrorCode::kUnavailable || error.code == base::ErrorCode::kNoSpace;
}

}  // namespace

SyslogOutlet::SyslogOutlet(sys::EventLoop& loop, Submit submit, Metrics& metrics, std::function<void()> room)
    : loop_(loop), submit_(std::move(submit)), metrics_(metrics), room_(std::move(room)) {}

void SyslogOutlet::add(SyslogAlert read, Came came) {
  if (came == Came::kDatagram && unanswered_ >= kAlerts) {
    metrics_.count(SyslogFate::kDropped);
    return;
  }
  waiting_[{std::move(read.sender), came}].push_back(std::move(read.alert));
  ++unanswered_;
}

void SyslogOutlet::flush() {
  while (!waiting_.empty() && under_way_ < kRequests) {
    const auto first = waiting_.begin();
    if (!submit(first->first, first->second)) {
      flush_later();
      return;
    }
    waiting_.erase(first);
  }
}

bool SyslogOutlet::submit(const Group& group, const Alerts& alerts) {
  SubmitAlerts request{model::AlertSource::kSyslog, group.first, alerts};
  const bool queued = submit_(std::move(request), [this, group, alerts](base::Result<SubmitAlerts::Reply> reply) {
    loop_.post([this, group, alerts, reply = std::move(reply)] { answered(group, alerts, reply); });
  });
  if (queued) ++under_way_;
  return queued;
}

void SyslogOutlet::answered(const Group& group, Alerts alerts, const base::Result<SubmitAlerts::Reply>& reply) {
  --under_way_;
  if (!reply && group.second == Came::kStream && is_for_now(reply.error())) {
    auto& waiting = waiting_[group];
    waiting.insert(waiting.begin(), std::make_move_iterator(alerts.begin()), std::make_move_iterator(alerts.end()));
    flush_later();
    return;
  }
  unanswered_ -= alerts.size();
  metrics_.count(reply ? SyslogFate::kTaken : SyslogFate::kDropped, alerts.size());
  if (!retry_set_) flush();
  if (has_room()) room_();
}

// The queue is full or the store fails: trying at once would only make it worse.
void SyslogOutlet::flush_later() {
  if (std::exchange(retry_set_, true)) return;
  loop_.after(kRetry, [this] {
    retry_set_ = false;
    flush();
  });
}

void SyslogOutlet::finish() {
  for (const auto& [group, alerts] : waiting_) {
    SubmitAlerts request{model::AlertSource::kSyslog, group.first, alerts};
    const auto count = alerts.size();
    const bool queued = submit_(std::move(request), [this, count](const base::Result<SubmitAlerts::Reply>& reply) {
      metrics_.count(reply ? SyslogFate::kTaken : SyslogFate::kDropped, count);
    });
    if (!queued) metrics_.count(SyslogFate::kDropped, count);
  }
  waiting_.clear();
}

}  // namespace redrive::central
