#include "central/core/approval.h"

#include <fmt/format.h>

#include <algorithm>

#include "shared/base/names.h"
#include "shared/model/alert.h"

namespace redrive::central {

using base::ErrorCode;
using base::fail;
using base::Status;

namespace {

std::string at_server(const std::string& agent) {
  return "@" + agent;
}

}  // namespace

base::UtcTime approval_ends(const RedistributionRow& row, const config::ApprovalOptions& options) {
  return row.created_at + options.lifetime;
}

Status check_plan_is_whole(const model::Plan& plan) {
  if (model::plan_digest(plan) == plan.digest) return {};
  return fail(ErrorCode::kInvalid,
              fmt::format("the plan for {} on {} does not match its own digest", plan.job, plan.server));
}

Status check_may_refuse(const RedistributionRow& row) {
  if (row.state == "planned") return {};
  return fail(ErrorCode::kConflict, fmt::format("redistribution {} is {} already", row.id, row.state));
}

Status check_may_approve(const RedistributionRow& row, const std::string& digest,
                         const config::ApprovalOptions& options, base::UtcTime now) {
  if (auto open = check_may_refuse(row); !open) return open;
  if (digest != row.plan.digest) {
    return fail(ErrorCode::kConflict,
                fmt::format("the plan of {} is not the one approved: its digest is {}; look at it again", row.id,
                            row.plan.digest));
  }
  if (const auto ends = approval_ends(row, options); now > ends) {
    return fail(ErrorCode::kConflict,
                fmt::format("the plan of {} expired at {}; ask for a new one", row.id, base::format_rfc3339(ends)));
  }
  return {};
}

std::string local_approver(const std::string& user, const std::string& agent) {
  std::string line = model::clean_text(user, base::kMaxName);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return line + at_server(agent);
}

std::optional<std::string> why_not_at_server(const RedistributionRow& row, const std::string& agent) {
  if (row.state == "refused") {
    return fmt::format("{} refused this plan ({}): {}", row.decided_by, row.id,
                       row.why.empty() ? "no reason given" : row.why);
  }
  const bool granted_there = row.state == "running" && row.decided_by.ends_with(at_server(agent));
  const bool taken = row.state == "approved" || row.state == "running" || row.state == "finished";
  if (taken && !granted_there) return fmt::format("this plan is {} already as {}", row.state, row.id);
  return std::nullopt;
}

}  // namespace redrive::central
