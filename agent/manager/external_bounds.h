// How long and how much of an external manager's program is borne with. docs/external-managers.md tells them.
#pragma once

#include <chrono>
#include <cstdint>

#include "shared/base/time.h"

namespace redrive::agent {

struct ExternalBounds {
  base::Micros report_grace = std::chrono::seconds(30);  // over the job's timeout, to say that it is over
  base::Micros end_for = std::chrono::seconds(10);       // to end when nothing is left to do
  base::Micros stop_for = std::chrono::seconds(10);      // from the line "stop" to TERM
  base::Micros kill_after = std::chrono::seconds(5);     // from TERM to KILL
  base::Micros preflight_for = std::chrono::seconds(10);
  base::Micros inquire_for = std::chrono::seconds(30);
  std::uint64_t useless_bytes = 4ULL * 1024 * 1024;  // of output that brings nothing
};

}  // namespace redrive::agent
