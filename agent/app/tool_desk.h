// Where a plan is made by a tool of central's (R8, docs/adr/0019): its manifest is checked against the keys pinned
// here, its program is fetched where it is not here, runs sealed, and what it says is checked against the job log.
#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "agent/core/planner.h"
#include "shared/base/result.h"
#include "shared/model/alert.h"
#include "shared/model/tool.h"
#include "shared/sys/content_store.h"
#include "shared/sys/file.h"
#include "shared/sys/process.h"

namespace redrive::agent {

struct ToolDeskParts {
  std::filesystem::path state_dir;
  sys::ContentStore& tools;
  sys::ProcessRunner& processes;
  std::function<std::vector<std::string>()> keys;  // whose tools are run
  // Brings the program into `tools`. kUnavailable: not now; kCorrupt: what came is another program.
  std::function<base::Status(const model::ToolManifest&)> fetch;
  // A tool was refused, for the first time for this cause: failure type, id and message are set. False: tell me again.
  std::function<bool(model::Alert)> alert = [](const model::Alert&) { return true; };
  base::Micros deadline{30'000'000};  // for a plan
};

class ToolDesk {
 public:
  explicit ToolDesk(ToolDeskParts parts) : parts_(std::move(parts)) {}

  // A PlanMaker for wishes that name a tool; blocks, from any thread. Never a plan of the agent's own.
  // kNotFound: the tool says that nothing is to be done. kUnavailable: not now, and another try may do. kDenied: no
  // tools are run here. Anything else but what make_plan() says of a damaged log: the tool is refused, and alerted once
  // for each cause.
  base::Result<model::Plan> make(const JobRecord& record, const PlanContext& context);

 private:
  struct Refusal {
    std::string_view cause;  // "signature", "platform", "schema", "digest", "run", "answer", "plan"
    base::Error error;
  };
  template <typename T>
  using Tried = tl::expected<T, Refusal>;

  Tried<model::ToolManifest> checked_manifest(const std::string& text) const;
  Tried<sys::Fd> program_of(const model::ToolManifest& manifest);
  Tried<std::string> ask(const sys::Fd& program, const JobRecord& record, const PlanContext& context);
  Tried<model::Plan> plan_by(const model::ToolManifest& manifest, const JobRecord& record, const PlanContext& context);
  void tell(const model::ToolManifest& manifest, const std::string& job, const Refusal& refusal);

  const ToolDeskParts parts_;
  std::mutex mutex_;
  std::set<std::string> told_;  // guarded by mutex_; bounded
};

// Keeps the programs that were last used; the others are fetched again where they are asked for.
inline constexpr std::size_t kToolsKept = 4;
base::Status clean_tools(sys::ContentStore& tools, const std::filesystem::path& directory, base::UtcTime now);

}  // namespace redrive::agent
