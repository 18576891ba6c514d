// The redistribution tool's heart (R3): from what the job log holds to what would run again, where, and why.
#pragma once

#include <functional>
#include <string>

#include "agent/core/job_record.h"
#include "shared/base/result.h"
#include "shared/model/plan.h"
#include "shared/model/steps.h"

namespace redrive::agent {

struct PlanContext {
  std::string server;  // this server's name
  base::UtcTime now{};
  base::Micros lifetime{};  // how long an approval of the plan may take
  std::function<bool(const model::PackageRef&)> package_present;
  model::PlanWishes wishes{};
};

// The devices without proven success that nobody wishes left out, in the order's order, each with its reason and where
// it goes on; commands, packages and parameters as ordered; the diff; the digest set; `preflight` left empty. Equal
// records and wishes give equal digests whatever `now` and `lifetime` are. How sure each part is: plan_parts.h.
// A tool the wishes name is another one: kInvalid, never a plan that claims to be its.
// Errors: kCorrupt when the order cannot be rebuilt (says what is missing), kNotFound when no device is left to do.
base::Result<model::Plan> make_plan(const JobRecord& record, const PlanContext& context);

// What follows in the reason of a device that does not begin at its first step: "; goes on at step 3 of 5: install …".
inline constexpr std::string_view kGoesOn = "; goes on at ";
std::string goes_on_words(std::uint32_t done, const model::Step& step, std::size_t steps,
                          const std::vector<model::PackageRef>& packages);

// Whoever makes plans: make_plan, or the tool that the wishes name (R8).
using PlanMaker = std::function<base::Result<model::Plan>(const JobRecord&, const PlanContext&)>;

// The steps of a job as they run: before, install, verify, after; a command that names {package} once per package, with
// the package's name filled in. {device} stays open.
std::vector<model::Command> commands_of(const model::JobParameters& parameters,
                                        const std::vector<model::PackageRef>& packages);

// Why a device is done again: "failed: disk_full: No space left on device", "cancelled", "started, end unknown",
// "never started"; null = never reported. One line, bounded.
std::string reason_for(const model::DeviceOutcome* outcome, bool log_damaged);

}  // namespace redrive::agent
