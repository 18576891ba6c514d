#include "agent/app/verbs.h"

#include <cstdio>

#include "agent/app/local_approval.h"
#include "agent/app/planning.h"
#include "agent/app/tables.h"
#include "agent/app/terminal.h"
#include "agent/app/tool_desk.h"
#include "agent/app/tool_verb.h"
#include "agent/core/json_view.h"
#include "agent/joblog/job_log.h"
#include "agent/manager/manager_kinds.h"
#include "shared/link/keys.h"
#include "shared/sys/io.h"
#include "shared/view/view.h"

namespace redrive::agent {
namespace {

base::Status fetched_by_the_daemon(const model::ToolManifest&) {
  return base::fail(base::ErrorCode::kUnavailable, "its program is not on this server");
}

// To standard output. What comes after the first failure is dropped: a part from behind it would look like a whole.
class Printout {
 public:
  void add(std::string_view text) {
    if (failure_ == 0 && std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) failure_ = errno;
  }
  // The exit code; a failure is told.
  int finish() {
    if (failure_ == 0 && std::fflush(stdout) != 0) failure_ = errno;
    return failure_ == 0 ? 0 : complain(sys::errno_error("write", "standard output", failure_));
  }

 private:
  int failure_ = 0;  // errno's
};

}  // namespace

int exit_code(const base::Error& error) {
  switch (error.code) {
    case base::ErrorCode::kInvalid:
      return 2;
    case base::ErrorCode::kNotFound:
      return 3;
    case base::ErrorCode::kDenied:
      return 4;
    case base::ErrorCode::kUnavailable:
      return 5;
    default:
      return 1;
  }
}

int complain(const base::Error& error) {
  std::fprintf(stderr, "redrive-agent: %s\n", error.message.c_str());
  return exit_code(error);
}

int print(const std::string& text) {
  Printout out;
  out.add(text);
  if (text.empty() || text.back() != '\n') out.add("\n");
  return out.finish();
}

int show_jobs(const config::AgentOptions& options, Output output) {
  auto names = list_jobs(options.state_dir);
  if (!names) return complain(names.error());
  std::vector<JobSummary> jobs;
  for (const auto& name : *names) {
    auto record = read_job(options.state_dir, name);
    if (record) {
      jobs.push_back(summarise(*record));
    } else if (record.error().code != base::ErrorCode::kNotFound) {  // a log without a record is no job yet
      complain(record.error());
    }
  }
  if (!output.json && jobs.empty()) return print("no jobs yet: central has sent nothing to distribute");
  return print(output.json ? jobs_json(jobs) : jobs_table(jobs));
}

int show_dump(const config::AgentOptions& options, const std::string& job, Output output) {
  auto record = read_job(options.state_dir, job);
  if (!record) return complain(record.error());
  if (!output.json) return print(dump_text(*record));
  Printout out;
  view::dump_json(dump_of(std::move(*record), options.name), [&](std::string_view piece) { out.add(piece); });
  out.add("\n");
  return out.finish();
}

int show_plan(const config::AgentOptions& options, const std::string& job, const model::PlanWishes& wishes,
              Output output) {
  base::SystemClock clock;
  sys::PosixProcessRunner processes;
  auto manager = make_manager(options, processes, clock);
  if (!manager) return complain(manager.error());
  auto packages = sys::ContentStore::open(options.state_dir / "packages");
  if (!packages) return complain(packages.error());
  auto tools = open_tools(options.state_dir);
  if (!tools) return complain(tools.error());
  ToolDesk desk({options.state_dir, *tools, processes, [&] { return options.tool_keys; }, fetched_by_the_daemon});
  const PlanningPlace place{
      options.state_dir,
      options.name,
      *packages,
      **manager,
      clock,
      nullptr,
      [&](const JobRecord& record, const PlanContext& context) { return desk.make(record, context); }};
  auto plan = plan_job(place, job, LocalApproval::kPlanLifetime, wishes);
  if (!plan && plan.error().code == base::ErrorCode::kUnavailable) plan = ask_for_plan(options, job, wishes);
  if (!plan) return complain(plan.error());
  return print(output.json ? view::plan_json(*plan) : plan_text(*plan));
}

int show_key(const config::AgentOptions& options) {
  if (auto made = sys::make_directories(options.state_dir); !made) return complain(made.error());
  auto keys = link::load_or_make_keys(options.state_dir);
  if (!keys) return complain(keys.error());
  return print(keys->public_key);
}

}  // namespace redrive::agent
