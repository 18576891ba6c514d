#include "shared/config/reference.h"

#include "shared/config/agent_draft.h"
#include "shared/config/central_draft.h"
#include "shared/config/job_draft.h"

namespace redrive::config {

std::vector<SectionReference> central_reference() {
  return central_table().reference();
}
std::vector<SectionReference> agent_reference() {
  return agent_table().reference();
}
std::vector<SectionReference> job_reference() {
  return job_table().reference();
}

std::string reference_row(const ItemReference& item) {
  return fmt::format("| `{}` | {} | {} | {} |", item.key, item.type, item.fallback, item.bounds);
}

}  // namespace redrive::config
