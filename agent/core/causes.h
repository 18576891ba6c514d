// Is the cause really mended? What the devices of a plan failed with before, held against what the look at them found.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "agent/core/job_record.h"

namespace redrive::agent {

// The plan's devices in an order in which the first few stand for all: one of each failure type after the other, so
// that a look at a bounded number of them misses no cause.
std::vector<std::string> by_cause_in_turn(const JobRecord& record, const model::Plan& plan);

// One line for each failure type of the plan's devices: how many look mended by `looked` ("device NAME"), which do not,
// and which no look can tell of.
std::vector<model::PreflightCheck> causes(const JobRecord& record, const model::Plan& plan,
                                          const std::vector<model::PreflightCheck>& looked);

}  // namespace redrive::agent
