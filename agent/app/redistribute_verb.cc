// `redrive-agent redistribute JOB`: plan -> shown -> approved by a person (in a terminal: approval_dialogue.h) -> run
// by the daemon -> watched in the job log.
#include <poll.h>
#include <unistd.h>

#include <cstdio>

#include "agent/app/approval_dialogue.h"
#include "agent/app/line_input.h"
#include "agent/app/local_channel.h"
#include "agent/app/tables.h"
#include "agent/app/terminal.h"
#include "agent/app/verbs.h"
#include "agent/core/summary.h"
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

// Without a person: --yes, or the digest of what was looked at before.
Status approved(const model::Plan& plan, const Approval& approval) {
  if (approval.digest.empty() || approval.digest == plan.digest) return {};
  return fail(ErrorCode::kConflict, fmt::format("the plan has changed: you approve {}, it is now {}; look at it again",
                                                approval.digest, plan.digest));
}

void say(FILE* out, const std::string& words) {
  std::fwrite(words.data(), 1, words.size(), out);
  std::fflush(out);
}

Status refuse(const config::AgentOptions& options, const model::Plan& plan, const std::string& reason) {
  auto ack = ask<wire::CommandAck>(options, wire::RefusalRequest{plan, "", reason});
  if (!ack) return pass(ack.error());
  if (!ack->accepted) return fail(ErrorCode::kConflict, ack->why);
  if (!ack->why.empty()) std::fprintf(stderr, "redrive-agent: %s\n", ack->why.c_str());
  return fail(ErrorCode::kDenied, "refused; nothing was run and this plan can not be approved any more");
}

// Until the person approves the plan that is then returned, or will not.
Result<model::Plan> talk(const config::AgentOptions& options, model::Plan first, FILE* out) {
  using Ask = ApprovalDialogue::Ask;
  ApprovalDialogue dialogue(std::move(first));
  LineInput input(STDIN_FILENO);
  const auto screen = [out] { return screen_of(fileno(out)); };
  say(out, dialogue.opening(screen()));
  input.drop_typed();
  for (;;) {
    say(out, "\nredistribute> ");
    const auto line = input.next();
    if (!line) say(out, "\n");
    const auto answer = line ? dialogue.take(*line, screen()) : ApprovalDialogue::Answer{Ask::kLeave};
    say(out, answer.text);
    if (answer.ask == Ask::kApprove) return dialogue.plan();
    if (answer.ask == Ask::kLeave) return fail(ErrorCode::kDenied, "not approved; nothing was run");
    if (answer.ask == Ask::kRefuse) return pass(refuse(options, dialogue.plan(), answer.reason).error());
    if (answer.ask == Ask::kPlan) {
      auto plan = ask_for_plan(options, dialogue.plan().job, dialogue.wishes());
      say(out, plan ? dialogue.replanned(std::move(*plan), screen()) : dialogue.not_replanned(plan.error().message));
      input.drop_typed();  // an "approve" must not meet a plan that nobody has seen
    }
  }
}

// The plan that may run now.
Result<model::Plan> settle(const config::AgentOptions& options, model::Plan plan, const Approval& approval,
                           Output output) {
  const bool decided = approval.yes || !approval.digest.empty();
  if (!decided && isatty(STDIN_FILENO) != 0) return talk(options, std::move(plan), output.json ? stderr : stdout);
  if (!output.json) print(plan_text(plan));
  if (!decided) {
    return fail(ErrorCode::kInvalid, "nobody to ask: give --approve DIGEST (of `redrive-agent plan`) or --yes");
  }
  if (auto ok = approved(plan, approval); !ok) return pass(ok.error());
  return plan;
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

// What the run leaves to do, in words; nothing when all is done.
std::string left_words(const config::AgentOptions& options, const std::string& job) {
  const auto record = read_job(options.state_dir, job);
  if (!record) return "";
  const JobSummary summary = summarise(*record);
  if (summary.succeeded >= summary.devices) return "; all devices of the job are done";
  return fmt::format("; {} of the job's {} devices still not done, see: redrive-agent dump {}",
                     summary.devices - summary.succeeded, summary.devices, job);
}

int show_end(const config::AgentOptions& options, const model::Plan& plan, const RunTally& ends, Output output) {
  if (output.json) {
    const int shown = show_dump(options, plan.job, output);
    if (shown != 0) return shown;
  } else {
    print(fmt::format("run {} of {} ended: {} succeeded, {} failed, {} cancelled{}", plan.run, plan.job, ends.succeeded,
                      ends.failed, ends.cancelled, left_words(options, plan.job)));
  }
  return ends.succeeded == plan.devices.size() ? 0 : 1;
}

}  // namespace

Result<model::Plan> ask_for_plan(const config::AgentOptions& options, const std::string& job,
                                 const model::PlanWishes& wishes) {
  auto reply = ask<wire::PlanReply>(options, wire::PlanRequest{job, {}, wishes});
  if (!reply) return pass(reply.error());
  if (reply->plan.wishes != wishes) {
    return fail(
        ErrorCode::kConflict,
        "the agent that runs is of an earlier version and does not heed what was asked of the plan; restart it");
  }
  return std::move(reply->plan);
}

int redistribute(const config::AgentOptions& options, const std::string& job, const Approval& approval, Output output) {
  const auto wishes = model::checked_wishes(approval.wishes);
  if (!wishes) return complain(wishes.error());
  auto shown = ask_for_plan(options, job, *wishes);
  if (!shown) return complain(shown.error());
  auto plan = settle(options, std::move(*shown), approval, output);
  if (!plan) return complain(plan.error());
  auto ack = ask<wire::CommandAck>(options, wire::RunPlan{"", plan->job, plan->digest, "", {}, {}, plan->wishes});
  if (!ack) return complain(ack.error());
  if (!ack->accepted) return complain({ErrorCode::kConflict, ack->why});
  if (isatty(STDERR_FILENO) != 0)
    std::fprintf(stderr, "It runs, also without you watching; to stop it, at central: redrive jobs cancel %s\n",
                 plan->job.c_str());
  auto ends = watch(options, *plan);
  if (!ends) return complain(ends.error());
  return show_end(options, *plan, *ends, output);
}

}  // namespace redrive::agent
