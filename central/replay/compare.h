// How the tickets of two replays differ: what another configuration would have done otherwise.
#pragma once

#include <string>
#include <vector>

#include "shared/model/ticket.h"

namespace redrive::central {

// For people, one line a difference, then a line of totals. A ticket of one side stands for that ticket of the other
// side which shares the most alerts with it.
std::vector<std::string> differences(const std::vector<model::Ticket>& before, const std::vector<model::Ticket>& after);

}  // namespace redrive::central
