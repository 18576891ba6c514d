// One start of an external manager's program for a run: devices are handed to it one by one as there is room, what it
// says is taken down, and it is ended when it is of no more use. What that means for a device: handover.h.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "agent/manager/device_slots.h"
#include "agent/manager/external_bounds.h"
#include "agent/manager/handover.h"
#include "agent/manager/line_cutter.h"
#include "agent/manager/useless_output.h"
#include "shared/sys/process.h"
#include "shared/sys/process_talk.h"

namespace redrive::agent {

// What the sittings of one run have in common. All must outlive them.
struct ExternalRun {
  const RunOrder& order;
  const std::function<void(model::DeviceOutcome)>& report;
  const std::stop_token& stop;
  const model::Command& command;
  const ExternalBounds& bounds;
  DeviceSlots& slots;
  const base::Clock& clock;
};

class ExternalSitting final : private sys::ProcessTalk {
 public:
  // `handover` is the sitting's while it lives.
  ExternalSitting(const ExternalRun& run, Handover& handover);

  // How it went. Afterwards nothing is in the program's hands.
  struct Ended {
    std::string how;        // "/opt/push ended with exit status 3: …", for a message
    bool progress = false;  // an end of a device was told, or waited for until its time was over
    bool stopped = false;   // a person or the agent's own end stopped it
  };
  Ended hold(sys::ProcessRunner& processes);  // blocks

 private:
  // The thread that keeps the program busy and watches its time; the one in hold() hears it.
  void keep();
  void hand_over(std::unique_lock<std::mutex>& lock);
  void rest(std::unique_lock<std::mutex>& lock, base::SteadyTime now);
  bool may_hand_over() const;
  void give_up(std::string why);  // hands nothing more over, and ends the program when what it can still tell is told

  void started() override;
  void heard(std::string_view bytes) override;
  void silent() override;
  void deaf() override;
  void hear_line(std::string_view line);
  void end_device(model::DeviceOutcome outcome);

  std::string how_it_ended(const sys::ProcessResult& result) const;
  bool stopping() const { return run_.stop.stop_requested(); }

  const ExternalRun& run_;
  Handover& handover_;
  LineCutter lines_;  // of the thread in hold(), as what follows
  UselessOutput useless_;
  std::uint64_t reported_ = 0;

  std::stop_source program_;  // ends the program
  std::stop_source no_more_;  // ends the wait for a slot
  std::mutex mutex_;          // guards handover_ and what follows
  std::condition_variable changed_;
  std::string given_up_;                    // why nothing more is handed over, if so
  std::optional<base::SteadyTime> end_by_;  // it has nothing left to do and should end by then
  bool ended_ = false;
  std::jthread keeper_;  // last: ends before the rest goes
};

}  // namespace redrive::agent
