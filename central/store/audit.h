// The audit trail: who did what, when, from where, and what it was before and after. Written in the act's own
// transaction where the act changes the store; before the act where it changes a file (people, agents).
#pragma once

#include <string>

#include "central/store/database.h"
#include "central/store/page.h"
#include "shared/base/time.h"

namespace redrive::central {

struct AuditRow {
  std::int64_t number = 0;  // order of writing, the list cursor
  base::UtcTime at{};
  std::string who, from;          // identity, and the address or agent it spoke from
  std::string what, subject;      // "approved", "R-…"
  std::string detail;             // for people
  std::string before{}, after{};  // of what was changed, in a few words; empty = was not there, or is no more
};

struct AuditFilter {
  std::string who, what, subject;  // exact; empty = all
  base::UtcTime since{};
};

base::Status add_audit(Database& db, const AuditRow& row);
base::Result<Page<AuditRow>> list_audit(Database& db, const AuditFilter& filter, const PageRequest& page);

}  // namespace redrive::central
