// A run with an external program: which devices are in its hands, and what its words, its silence and its end make of
// them. Pure; one thread at a time. docs/external-managers.md says the same for who writes such a program.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/manager/external_lines.h"
#include "shared/base/time.h"

namespace redrive::agent {

class Handover {
 public:
  // `order` must outlive it. A device that was handed over has the job's timeout, and `grace` for the program to say
  // so, from when it is handed over and once more from when the program says that it has begun.
  Handover(const RunOrder& order, base::Micros grace) : order_(order), grace_(grace) {}

  // The next device to hand over; nothing = none is left.
  const std::string* next() const { return next_ < order_.devices.size() ? &order_.devices[next_] : nullptr; }
  void begin(base::SteadyTime now);        // next() is in the program's hands from here,
  void handed(const std::string& device);  // and the program knows it from here: what it says of it counts
  void take_back(const std::string& device) { in_hand_.erase(device); }
  void skip() { ++next_; }  // next() is not handed over

  // What follows from a line.
  struct Heard {
    std::optional<model::DeviceOutcome> end;
    std::optional<std::uint32_t> again;  // hand it over again, as this attempt
    std::string unusable;                // why it brings nothing
    bool news = true;                    // false: nothing is wrong with it, but it was known
  };
  // `stopping`: a stop was asked for, so "cancelled" is an end. `may_repeat`: another attempt is possible now.
  Heard hear(const ExternalReport& said, base::SteadyTime now, bool stopping, bool may_repeat);

  std::size_t in_hand() const { return in_hand_.size(); }
  bool overdue(base::SteadyTime now) const;                              // at least one in its hands is
  bool all_overdue(base::SteadyTime now) const;                          // or none is in its hands
  std::optional<base::SteadyTime> next_due(base::SteadyTime now) const;  // of those that are not overdue

  // Takes what is in the program's hands, for it has ended: cancelled where it was `stopped`, timeout where overdue,
  // else no_report, for it may have been done. `how` it ended is put into the message.
  std::vector<model::DeviceOutcome> settle(base::SteadyTime now, bool stopped, const std::string& how);

 private:
  struct Held {
    std::uint32_t attempt = 1;
    base::SteadyTime due;
    bool known = false, begun = false;  // to the program; by it
  };
  base::SteadyTime due_from(base::SteadyTime now) const;
  model::DeviceOutcome end_of(const ExternalReport& said, std::uint32_t attempt, bool stopping) const;

  const RunOrder& order_;
  const base::Micros grace_;
  std::size_t next_ = 0;
  std::map<std::string, Held> in_hand_;
};

}  // namespace redrive::agent
