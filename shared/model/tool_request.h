// What the redistribution tool is asked (R8): everything its plan depends on, but for the job log, which it is handed
// as a descriptor.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/model/plan.h"
#include "shared/model/tool.h"

namespace redrive::model {

struct ToolRequest {
  std::uint32_t schema = kToolSchema;
  std::string server;        // that the plan is for
  std::string job;           // whose log it is
  std::uint64_t log_size{};  // bytes of the log to read: what comes behind them was written later
  base::UtcTime now{};
  base::Micros lifetime{};
  PlanWishes wishes{};                 // but for `tool`, which is not told of itself
  std::vector<std::string> present{};  // digests of the order's packages that are on the server already

  bool operator==(const ToolRequest&) const = default;
};

}  // namespace redrive::model
