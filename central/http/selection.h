// What is to be done again, as requests name it.
#pragma once

#include "central/flow/planned.h"
#include "central/http/arguments.h"

namespace redrive::central {

// What is wrong is told to `body`.
RedistributionSelection read_selection(Body& body);

// "exclude" and "only" (again for more) and "from_start"; what is wrong is an error that names the parameter.
base::Result<model::PlanWishes> read_wishes(Query& query);

// "all that failed", "ticket RD-2026-000123", "J-1 on ids-0079", "disk_full of package app-2.3.deb", "3 chosen failures
// on 2 servers"
std::string in_words(const RedistributionSelection& selection);

}  // namespace redrive::central
