// One ticket with its reasons, for people. Pure but for the time zone of the terminal.
#pragma once

#include <string>

#include "cli/json.h"

namespace redrive::cli {

// What `GET /api/v1/tickets/{id}` answers: why it was opened, why so wide, whose it is and where, from which alerts,
// and what happened since. An answer without timeline (of an act on it) shows as its facts alone. Words are wrapped to
// 80 columns.
std::string ticket_text(const Json& ticket);

}  // namespace redrive::cli
