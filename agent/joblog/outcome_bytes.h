// A device's outcome in the job log. There are two for every device, so they are most of a log: positional and without
// field names they are half as long and read several times as fast as in the wire codec's form. The record around it
// has the version.
//
//     state (1 byte), run (varint), at (8 bytes big-endian), device, failure_type, package, message (varint length,
//     bytes)
//
// A device that runs has no message yet: its place holds the number of steps proven on it, in decimal, where there are
// any. Versions that do not know of steps read it as a message. An end does not have the number; the record before it
// does.
#pragma once

#include <string>
#include <string_view>

#include "agent/core/seen_outcome.h"
#include "shared/base/result.h"

namespace redrive::agent {

std::string outcome_bytes(const model::DeviceOutcome& outcome);

// Its texts lie in `bytes`. kCorrupt when the bytes are not just one outcome.
base::Result<SeenOutcome> outcome_from(std::string_view bytes);

}  // namespace redrive::agent
