// An alert of central's list in the form it can be handed in again (docs/contracts.md, "An alert"). Pure.
#pragma once

#include "cli/json.h"

namespace redrive::cli {

// The fields as the sender gave them, its unknown ones among them, without those it left out; and as further fields
// "received_at", "sender", "decided_type" and "ticket", which say what became of it.
Json alert_line(const Json& item);

}  // namespace redrive::cli
