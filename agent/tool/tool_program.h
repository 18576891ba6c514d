// redrive-redistribute as a program; main() adds what only a release of it does.
#pragma once

#include <string_view>

#include "agent/core/planner.h"

namespace redrive::agent {

struct ToolBuild {
  std::string_view version;
  PlanMaker make;
};

// Takes one request from stdin, reads the job log from descriptor 3, writes one plan to stdout (frame.h). The exit
// code.
int answer_stdin(const ToolBuild& build);

// "version …", "platform …" and "schema …", a line each: what a manifest says of it.
std::string describe(const ToolBuild& build);

}  // namespace redrive::agent
