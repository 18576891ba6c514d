// The allowed hours of a job (JobParameters::window).
#pragma once

#include <string_view>

#include "shared/base/time.h"

namespace redrive::agent {

// How long to wait until a run may begin: 0s inside the window. `window` is "22:00-05:00" by the server's local time
// (the end is outside; over midnight when the end is not after the begin), empty = always. `time_of_day` is the span
// since local midnight. A text that is no window, which check at the job file has kept out, allows everything.
base::Micros until_window(std::string_view window, base::Micros time_of_day);

}  // namespace redrive::agent
