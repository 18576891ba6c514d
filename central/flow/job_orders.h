// From what a person asked to be distributed to one frozen order per server (D1). Pure.
#pragma once

#include <string>
#include <vector>

#include "central/flow/requests.h"
#include "shared/base/result.h"
#include "shared/model/inventory.h"
#include "shared/model/job.h"

namespace redrive::central {

// Server patterns and device patterns resolved against the inventory, each order checked. Of the servers a pattern
// names those without a chosen device are left out. kInvalid names what is unknown: a server, a device, a device of
// another server, a selection that meets nobody.
base::Result<std::vector<model::JobOrder>> resolve_orders(const StartJob& request, const std::string& job,
                                                          const model::Inventory& inventory);

}  // namespace redrive::central
