// What a service tells the service manager that started it: sd_notify(3) without libsystemd. One datagram a message to
// the socket named by $NOTIFY_SOCKET; without one (started by hand, another init) everything here does nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/base/time.h"
#include "shared/sys/event_loop.h"

namespace redrive::sys {

// The part of the environment that is for this process.
struct ManagerAddress {
  std::string socket;                    // a path, or "@name" in the abstract namespace; empty: nobody listens
  std::optional<base::Micros> watchdog;  // without a word for so long the manager takes us as hung

  // $NOTIFY_SOCKET, $WATCHDOG_USEC and $WATCHDOG_PID; what is meant for another process or is rubbish counts as not
  // there. Reads the environment: call it before other threads run.
  static ManagerAddress from_environment();
};

// Of one thread. Sending never waits. A message that could not be delivered is an error to tell, never a reason to
// stop: the manager judges by what reaches it.
class ServiceManager {
 public:
  explicit ServiceManager(ManagerAddress address = ManagerAddress::from_environment());

  // Starting is over: call when requests are taken and the state is open. From here on the loop shows that it turns,
  // twice in the watchdog's time; a loop that hangs falls silent. This object must stay as long as the loop runs.
  base::Status ready(EventLoop& loop);
  // The configuration is being read again; ready_again() when that is over, whatever came of it.
  base::Status reloading(const base::Clock& clock);
  base::Status ready_again();
  base::Status stopping();

 private:
  base::Status send(std::string_view message) const;
  void keep_showing(EventLoop& loop, base::Micros every);

  ManagerAddress address_;
};

}  // namespace redrive::sys
