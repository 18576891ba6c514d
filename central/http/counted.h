// What holds for a stored counter now.
#pragma once

#include "central/core/thresholds.h"
#include "central/store/failures.h"
#include "shared/model/inventory.h"

namespace redrive::central {

// The limit its number is held against.
const Limit& limit_of(const Thresholds& thresholds, const model::Inventory& inventory, const Counter& counter);

// Its number inside the window that ends now; of a wider scope, of distinct members. More than the limit are not
// remembered, so it may be less than what happened, but then it is above the limit.
std::size_t number_now(const Counter& counter, base::Micros window, base::UtcTime now);

}  // namespace redrive::central
