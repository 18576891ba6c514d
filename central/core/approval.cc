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

// "ann" and "ann@ids-1" are one person: whoever has both accounts must not be two.
std::string_view person_of(std::string_view name) {
  return name.substr(0, name.find('@'));
}

bool same_person(std::string_view a, std::string_view b) {
  return person_of(a) == person_of(b);
}

bool is_at_server(std::string_view name) {
  return name.find('@') != name.npos;
}

bool is_waiting(const RedistributionRow& row, const config::ApprovalOptions& options, base::UtcTime now) {
  return row.state == "planned" && now <= approval_ends(row, options);
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

Status check_may_approve(const RedistributionRow& row, const std::string& digest, const std::string& approver,
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
  if (options.two_person && same_person(approver, row.created_by)) {
    return fail(ErrorCode::kDenied,
                fmt::format("{} asked for the plan of {}, so another person has to approve it: redrive redistributions "
                            "approve {} {}",
                            row.created_by, row.id, row.id, row.plan.digest));
  }
  return {};
}

std::string asker_of(const RedistributionRow& row, const std::string& actor, const config::ApprovalOptions& options,
                     base::UtcTime now) {
  return is_waiting(row, options, now) && !row.created_by.empty() ? row.created_by : actor;
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
  const bool taken =
      row.state == "scheduled" || row.state == "approved" || row.state == "running" || row.state == "finished";
  if (taken && !granted_there) return fmt::format("this plan is {} already as {}", row.state, row.id);
  return std::nullopt;
}

LocalRuling rule_of_two_at_server(const RedistributionRow& row, const std::string& approver,
                                  const config::ApprovalOptions& options, base::UtcTime now) {
  if (!options.two_person || row.state == "running") return {};  // running: granted there before, by this rule
  if (person_of(approver) == "root") {
    return {LocalStanding::kRefused,
            "central wants two persons, and root names nobody: use an account of your own, or approve at central"};
  }
  if (!is_waiting(row, options, now)) {
    return {LocalStanding::kNeedsAsking, "central wants two persons: another one has to approve this plan there"};
  }
  if (is_at_server(row.created_by) || same_person(approver, row.created_by)) {
    return {LocalStanding::kRefused,
            fmt::format("central wants two persons, and {} asked for this plan: another one has to approve {} at "
                        "central",
                        row.created_by, row.id)};
  }
  return {};
}

}  // namespace redrive::central
