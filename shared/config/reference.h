// The item tables as they print themselves: what docs/configuration.md and docs/job-file.md are held to.
#pragma once

#include "shared/config/item_table.h"

namespace redrive::config {

std::vector<SectionReference> central_reference();
std::vector<SectionReference> agent_reference();
std::vector<SectionReference> job_reference();

// The beginning of a key's row in the documents: "| `limit` | whole number | `2` | from 0 to 1000000 |". The meaning
// follows it there.
std::string reference_row(const ItemReference& item);

}  // namespace redrive::config
