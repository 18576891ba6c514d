// `redrive-central replay`: files in, tickets or differences out.
#pragma once

#include <string>

#include "shared/base/result.h"
#include "shared/config/central_options.h"

namespace redrive::central {

struct ReplayRequest {
  config::CentralOptions options;
  std::string alerts;                             // a file of JSON lines, "-" = standard input
  std::string out;                                // empty = standard output
  std::optional<config::CentralOptions> compare;  // another configuration: print what it would do otherwise
};

// A line for each ticket that would have been mailed, as `redrive tickets list --jsonl` prints it; with `compare` the
// differences in words instead. Lines that are no alerts are told on standard error and passed over.
base::Status run_replay(ReplayRequest request);

}  // namespace redrive::central
