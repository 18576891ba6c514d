// The rules of approval (R4): which plan may be approved, by whom, until when. Pure.
#pragma once

#include <optional>
#include <string>

#include "central/store/jobs.h"
#include "shared/base/result.h"
#include "shared/config/approval_options.h"

namespace redrive::central {

// By central's own clock; the time in the plan is the agent's, and for the agent to check.
base::UtcTime approval_ends(const RedistributionRow& row, const config::ApprovalOptions& options);

// kInvalid unless the plan's digest is that of its content.
base::Status check_plan_is_whole(const model::Plan& plan);

// May this plan be refused now, by anybody? kConflict says why not.
base::Status check_may_refuse(const RedistributionRow& row);

// May it be approved now, by who has seen the plan of this digest? kConflict says why not.
base::Status check_may_approve(const RedistributionRow& row, const std::string& digest,
                               const config::ApprovalOptions& options, base::UtcTime now);

// How an operator at the intermediate server stands in the records: who the agent says it is, and which agent says so.
std::string local_approver(const std::string& user, const std::string& agent);

// Why an operator at `agent` may not have the plan of this row run there; nothing = granted. A row that was granted
// there before and did not run is granted again: the answer was lost, and the agent runs a plan once.
std::optional<std::string> why_not_at_server(const RedistributionRow& row, const std::string& agent);

}  // namespace redrive::central
