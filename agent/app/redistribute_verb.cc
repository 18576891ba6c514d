// `redrive-agent redistribute JOB`: plan -> shown -> approved by a person -> run by the daemon -> watched in the job
// log.
#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "agent/app/local_channel.h"
#include "agent/app/tables.h"
#include "agent/app/terminal.h"
#include "agent/app/verbs.h"
#include "agent/joblog/job_log.h"

namespace redrive::agent {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

// Planning reads the whole job log and probes devices; approval may wait for central.
constexpr base::Micros kAnswerWait{60'000'000};
constexpr int kWatchMillis = 200;  // between two looks at the job log

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

template <typename Reply>
Result<Reply> ask(const config::AgentOptions& options, wire::Message request) {
  auto fd = connect_to_daemon(options.state_dir);
  if (!fd) return pass(fd.error());
  if (auto sent = send_message(fd->get(), {1, 0, std::move(request)}, kAnswerWait); !sent) return pass(sent.error());
  auto answer = receive_message(fd->get(), kAnswerWait);
  if (!answer) return pass(answer.error());
  if (auto* error = std::get_if<wire::ErrorReply>(&answer->message)) return fail(error->code, error->message);
  if (auto* reply = std::get_if<Reply>(&answer->message)) return std::move(*reply);
  return fail(ErrorCode::kCorrupt, "the agent answered something else than was asked");
}

// Whose approval it is: a digest given, --yes, or a person at the terminal.
Status approved(const model::Plan& plan, const Approval& approval) {
  if (!approval.digest.empty()) {
    if (approval.digest == plan.digest) return {};
    return fail(ErrorCode::kConflict,
                fmt::format("the plan has changed: you approve {}, it is now {}; look at it again", approval.digest,
                            plan.digest));
  }
  if (approval.yes) return {};
  if (isatty(STDIN_FILENO) == 0) {
    return fail(ErrorCode::kInvalid, "nobody to ask: give --approve DIGEST (of `redrive-agent plan`) or --yes");
  }
  std::fprintf(stderr, "\nRun this plan on %zu devices? Type 'approve' to run it, anything else to leave it: ",
               plan.devices.size());
  std::string answer;
  std::getline(std::cin, answer);
  if (answer == "approve") return {};
  return fail(ErrorCode::kDenied, "not approved; nothing was run");
}

// Follows the run in the job log, which can be read while the daemon writes it.
Result<RunTally> watch(const config::AgentOptions& options, const model::Plan& plan) {
  const bool live = isatty(STDERR_FILENO) != 0;
  const auto path = job_log_path(options.state_dir, plan.job);
  for (std::uintmax_t seen = 0;; ::poll(nullptr, 0, kWatchMillis)) {
    std::error_code ignored;
    const auto size = std::filesystem::file_size(path, ignored);
    if (std::exchange(seen, size) == size) continue;  // nothing new
    auto record = read_job(options.state_dir, plan.job);
    if (!record) return pass(record.error());
    const RunTally ends = tally(*record, plan.run);
    if (live) std::fprintf(stderr, "\r%s", progress_line(ends, plan.devices.size()).c_str());
    const bool ended = std::any_of(record->runs.begin(), record->runs.end(),
                                   [&](const RunRecord& run) { return run.run == plan.run && run.ended; });
    if (ended) {
      if (live) std::fputc('\n', stderr);
      return ends;
    }
  }
}

int show_end(const config::AgentOptions& options, const model::Plan& plan, const RunTally& ends, Output output) {
  if (output.json) {
    const int shown = show_dump(options, plan.job, output);
    if (shown != 0) return shown;
  } else {
    print(fmt::format("run {} of {} ended: {} succeeded, {} failed, {} cancelled", plan.run, plan.job, ends.succeeded,
                      ends.failed, ends.cancelled));
  }
  return ends.succeeded == plan.devices.size() ? 0 : 1;
}

}  // namespace

int redistribute(const config::AgentOptions& options, const std::string& job, const Approval& approval, Output output) {
  auto reply = ask<wire::PlanReply>(options, wire::PlanRequest{job, {}});
  if (!reply) return complain(reply.error());
  const model::Plan& plan = reply->plan;
  if (!output.json) print(plan_text(plan));
  if (auto ok = approved(plan, approval); !ok) return complain(ok.error());
  auto ack = ask<wire::CommandAck>(options, wire::RunPlan{"", plan.job, plan.digest, "", {}, {}});
  if (!ack) return complain(ack.error());
  if (!ack->accepted) return complain({ErrorCode::kConflict, ack->why});
  auto ends = watch(options, plan);
  if (!ends) return complain(ends.error());
  return show_end(options, plan, *ends, output);
}

}  // namespace redrive::agent
