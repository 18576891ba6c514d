// The last gate before the inbox: whatever an intake lets through, no alert is dropped and none spoils the others.
#pragma once

#include <string>

#include "shared/base/time.h"
#include "shared/model/alert.h"

namespace redrive::central {

// Cuts, cleans and completes `alert` until model::check_alert takes it: text as UTF-8 without control characters, names
// on one line, a time, something that failed (`sender` where the alert names nothing), some message.
void make_storable(model::Alert& alert, const std::string& sender, base::UtcTime now);

}  // namespace redrive::central
