// Log records <-> bytes. A kind byte, a version byte, then the record; orders and plans inside are in the wire
// codec's form, outcomes in a shorter one (outcome_bytes.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent/core/job_record.h"
#include "shared/base/result.h"

namespace redrive::agent {

std::string encode_record(const LogRecord& record);

// Nearly every record of a large log, read without copying its texts. Nothing where it is another record, or one that
// cannot be read: decode_record tells.
std::optional<SeenOutcome> outcome_in(std::string_view record);

// kCorrupt says what is wrong, in words for the damage list. No exception leaves it.
base::Result<LogRecord> decode_record(std::string_view bytes);

}  // namespace redrive::agent
