// What is done on one device: the job's steps in their order (shared/model/steps.h) from the first that is not proven,
// then the receipt; a deadline over all of it, further attempts, and the outcome in the model's words. Carriers do the
// steps.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "agent/manager/device_carrier.h"
#include "shared/base/time.h"

namespace redrive::agent {

// Attempts the run on the order's device at `place` until it succeeds, the attempts are used up, or `stop` comes; each
// attempt goes on where the one before stopped. Blocks. `report` gets kRunning before the device is touched, again
// after each command but the last, and the end state last.
void carry_out(DeviceCarrier& carrier, const RunOrder& order, std::size_t place, const base::Clock& clock,
               const std::function<void(model::DeviceOutcome)>& report, std::stop_token stop);

// Bytes per second that each device may take of the job's bandwidth, 0 = no limit: the job's is for the server, and its
// devices share it evenly, however many are being filled at the moment.
std::uint64_t share_of_bandwidth(const RunOrder& order);

// Name of the receipt of a run: "<job>.<run>".
std::string receipt_name(const std::string& job, std::uint32_t run);

}  // namespace redrive::agent
