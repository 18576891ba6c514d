// Which of several relays is asked first: one that took no mail lately is left alone for a while, so that not every
// mail waits for it again. From any thread.
#pragma once

#include <mutex>
#include <vector>

#include "shared/base/time.h"

namespace redrive::mail {

class RelayHealth {
 public:
  static constexpr base::Micros kFirstRest{30'000'000};  // doubles with each failure in a row
  static constexpr base::Micros kLongestRest{600'000'000};

  explicit RelayHealth(std::size_t relays) : relays_(relays) {}

  // All relays in the order to ask them now: those that work as configured, then the resting ones. One whose rest is
  // over counts as working for one caller, and as resting for the others until that one has told.
  std::vector<std::size_t> order(base::SteadyTime now);
  void worked(std::size_t relay);                        // it took a mail's sender
  void failed(std::size_t relay, base::SteadyTime now);  // it takes no mail

 private:
  struct Relay {
    int failures = 0;  // in a row
    base::SteadyTime rests_until{};
    base::Micros rest() const;
  };
  std::mutex mutex_;
  std::vector<Relay> relays_;
};

}  // namespace redrive::mail
