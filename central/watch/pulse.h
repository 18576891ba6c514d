// Tells somebody outside that central is well, for as long as it is: a ping each `every` ([monitoring]). When they stay
// away, the other side raises the alarm; so what goes unnoticed here (a stuck thread, a full disk, a dead machine) is
// noticed there.
#pragma once

#include <functional>
#include <optional>

#include "central/core/live_options.h"
#include "central/core/metrics.h"
#include "central/flow/rounds.h"
#include "central/watch/ping_sender.h"
#include "shared/base/time.h"

namespace redrive::central {

// What it works with; all outlive it. The functions are called by its thread alone.
struct PulseParts {
  // Well when the deciding thread has just committed something. May block for as long as that thread is stuck: then no
  // ping goes out, which is what it is for.
  std::function<base::Status()> prove;
  PingSender& sender;
  const LiveOptions& options;
  const base::Clock& clock;
  Metrics& metrics;
};

class Pulse {
 public:
  static constexpr base::Micros kLookEvery{30'000'000};     // longest rest: configurations change
  static constexpr base::Micros kTellEvery{3'600'000'000};  // trouble that goes on is logged so often

  explicit Pulse(PulseParts parts) : parts_(std::move(parts)), rounds_([this] { return work_off(); }) {}

  void start() { rounds_.start(); }
  void stop() { rounds_.stop(); }  // while the deciding thread still answers

  // One round: a ping when it is time for one. Returns how long to rest. What the thread does; for tests.
  base::Micros work_off();

 private:
  PingFate beat(const config::MonitoringOptions& options, std::string& why);
  void tell(PingFate fate, const std::string& why);

  PulseParts parts_;
  config::MonitoringOptions used_{};  // those of the last ping
  base::SteadyTime due_{};
  PingFate last_ = PingFate::kAnswered;
  base::SteadyTime tell_at_{};
  std::uint64_t missed_ = 0;  // since one was answered
  Rounds rounds_;             // last: it ends before what it works with
};

}  // namespace redrive::central
