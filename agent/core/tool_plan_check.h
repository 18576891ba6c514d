// What a plan of a tool must be, whoever wrote the tool (R8). Pure.
#pragma once

#include "agent/core/job_record.h"
#include "agent/core/planner.h"
#include "shared/base/result.h"

namespace redrive::agent {

// The plan is of this job, for this server and the next run, of the ordered packages, parameters and commands, for
// ordered devices that are not proven done and not left out, none of them twice; no step is left out that is not proven
// or that is wished again, and where a device goes on is in its reason; it is not surer of the log than this agent is.
// kInvalid says what is not so. Which of the devices, in what order and for what reasons is the tool's to say. The
// record has its order.
base::Status check_tool_plan(const model::Plan& plan, const JobRecord& record, const PlanContext& context);

// Sets what is never a tool's to say: wishes, packages that are missing here, expiry, digest; no pre-flight. What is
// for people is made lines a terminal can be given.
void finish_tool_plan(model::Plan& plan, const PlanContext& context);

}  // namespace redrive::agent
