// A failed distribution record: what central knows is broken, where, since when. Records are how affected servers are
// found (A6, R1) and go away only by evidence (R6).
#pragma once

#include <cstdint>
#include <string>

#include "shared/base/time.h"

namespace redrive::model {

struct Failure {
  // The four name a record; device and job may be empty.
  std::string server, device, job, failure_type;
  std::string package;
  base::UtcTime first_at{}, last_at{};
  std::uint64_t count = 0;  // alerts gathered
  std::string message;      // of the last alert
  std::string ticket;       // id of the ticket it belongs to, or empty
  std::string location;     // code after correction, or empty
  std::uint32_t again = 0;  // the last redistribution (run of the job) in which it failed again; 0 = in none

  bool operator==(const Failure&) const = default;
};

// What failed again in one redistribution, of the records of one ticket.
struct FailedAgain {
  std::string server, job;
  std::uint32_t run = 0;
  std::uint64_t failed = 0;   // devices with a record that is still open
  std::uint64_t devices = 0;  // that the run was for; 0 = not known
  bool running = false;       // more may follow

  bool operator==(const FailedAgain&) const = default;
};

}  // namespace redrive::model
