// A redistribution tool newer than the agent that runs it: it says so in each reason. By the first device that is to be
// left out it is told to go wrong, for the tests of what becomes of tools that do.
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "agent/tool/frame.h"
#include "agent/tool/tool_program.h"

namespace redrive::agent {
namespace {

void answer(std::string_view bytes) {
  std::fwrite(bytes.data(), 1, bytes.size(), stdout);
  std::fflush(stdout);
}

void go_wrong(const std::string& how) {
  if (how == "crash") __builtin_trap();
  if (how == "call") ::socket(AF_INET, SOCK_STREAM, 0);
  if (how == "silence") std::exit(0);
  if (how == "rubbish") answer(framed("rubbish")), std::exit(0);
  if (how == "half") answer(std::string(framed("half a plan"), 0, 9)), std::exit(0);
  while (how == "flood") answer(std::string(1 << 20, 'x'));
  while (how == "for-ever") {
    static volatile unsigned turns;
    turns = turns + 1;
  }
}

base::Result<model::Plan> plan_better(const JobRecord& record, const PlanContext& context) {
  const std::string how = context.wishes.exclude.empty() ? "" : context.wishes.exclude.front();
  go_wrong(how);
  if (how == "fail") return base::fail(base::ErrorCode::kFailed, "out of\nideas");
  if (how == "nothing") return base::fail(base::ErrorCode::kNotFound, "every device looks done");
  auto plan = make_plan(record, context);
  if (!plan) return plan;
  for (auto& device : plan->devices) device.reason = "9.9.9: " + device.reason;
  if (how == "other-job") plan->job = "J-other";
  if (how == "own-wishes") plan->wishes.from_start = true, plan->digest = "mine", plan->expires_at = {};
  return plan;
}

}  // namespace
}  // namespace redrive::agent

int main() {
  return redrive::agent::answer_stdin({"9.9.9", redrive::agent::plan_better});
}
