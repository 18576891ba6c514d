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

// May it be approved now by `approver`, who has seen the plan of this digest? kConflict says why not; kDenied: it takes
// another person than the one who asked for it.
base::Status check_may_approve(const RedistributionRow& row, const std::string& digest, const std::string& approver,
                               const config::ApprovalOptions& options, base::UtcTime now);

// Who counts as the one who asked when `actor` asks for the plan of this waiting row again: the first while it may
// still be approved, so that asking again does not turn an approver into the asker nor an asker into somebody else.
std::string asker_of(const RedistributionRow& row, const std::string& actor, const config::ApprovalOptions& options,
                     base::UtcTime now);

// How an operator at the intermediate server stands in the records: who the agent says it is, and which agent says so.
std::string local_approver(const std::string& user, const std::string& agent);

// Why an operator at `agent` may not have the plan of this row run there; nothing = granted. A row that was granted
// there before and did not run is granted again: the answer was lost, and the agent runs a plan once.
std::optional<std::string> why_not_at_server(const RedistributionRow& row, const std::string& agent);

// The rule of two persons at the server, where `approver` (local_approver) has said yes. The server's accounts are not
// central's: the approver counts as the person of that name, root as nobody, and the plan must wait at central, asked
// for there by another person. kNeedsAsking: nobody has asked yet, so that this is the asking, and central's to
// approve.
enum class LocalStanding { kGranted, kNeedsAsking, kRefused };
struct LocalRuling {
  LocalStanding standing = LocalStanding::kGranted;
  std::string why;  // when not granted
};
LocalRuling rule_of_two_at_server(const RedistributionRow& row, const std::string& approver,
                                  const config::ApprovalOptions& options, base::UtcTime now);

}  // namespace redrive::central
