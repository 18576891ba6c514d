// The open work of every server, from the store -> what is overdue (core/report_watch.h) -> the devices nobody reported
// on get an outcome of central's and an alert each; the share or the redistribution ends as no_report. A job that was
// being cancelled ends as cancelled, and without alerts.
#include "central/flow/no_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "central/flow/redistribution_flow.h"
#include "shared/log/log.h"
#include "shared/model/failure_type.h"

namespace redrive::central {
namespace {

using base::Micros;
using base::Status;
using model::DeviceOutcome;
using model::DeviceState;

constexpr std::size_t kEndedAtOnce = 10'000;  // devices in one transaction

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

// How long the agent may need for it. Read once for each: an order may be megabytes.
base::Result<Micros> longest_of(FlowContext& flow, const OpenWork& work) {
  if (!work.redistribution) {
    auto share = find_job_server(flow.db, work.job, work.server);
    if (!share) return pass(share.error());
    return *share ? longest_work((*share)->order.devices.size(), (*share)->order.parameters) : Micros{};
  }
  auto run = find_redistribution(flow.db, work.id);
  if (!run) return pass(run.error());
  return *run ? longest_work((*run)->plan.devices.size(), (*run)->plan.parameters) : Micros{};
}

Status follow(FlowContext& flow, std::vector<OpenWork> open, const Sightings::Roll& roll, base::SteadyTime now) {
  for (const auto& work : open) {
    if (flow.reports.has(work)) continue;
    auto longest = longest_of(flow, work);
    if (!longest && longest.error().code != base::ErrorCode::kCorrupt) return pass(longest.error());
    flow.reports.expect(work, longest.value_or(Micros{}), now);  // end() says what is wrong with a damaged one
  }
  std::ranges::sort(open);
  flow.reports.keep_only(open);
  if (roll.anew) flow.reports.anew(now);
  for (const auto& seen : roll.agents) {
    if (seen.fetched) flow.reports.fetched(seen.agent, now);
  }
  return {};
}

DeviceOutcome outcome_for(const JobServerRow& share, const std::string& device, NoReport why) {
  DeviceOutcome outcome;
  outcome.device = device;
  outcome.state = share.stopping ? DeviceState::kCancelled : DeviceState::kFailed;
  outcome.message =
      fmt::format("no report: {}{}", in_words(why), share.state == "queued" ? "; it never took the order" : "");
  if (!share.stopping) outcome.failure_type = model::failure_type::kNoReport;
  return outcome;
}

model::Alert alert_for(FlowContext& flow, const JobServerRow& share, const DeviceOutcome& outcome) {
  model::Alert alert;
  alert.id = fmt::format("{}/{}/{}/no_report", share.job, outcome.device, outcome.run);
  alert.occurred_at = flow.clock.utc();
  alert.server = share.server;
  alert.device = outcome.device;
  alert.job = share.job;
  alert.failure_type = outcome.failure_type;
  alert.message = outcome.message;
  return alert;
}

// Outcomes for the devices that have none; true when every device of the order has one now.
base::Result<bool> fill_in(FlowContext& flow, const JobServerRow& share, NoReport why, std::size_t& left,
                           std::vector<model::Alert>& alerts) {
  auto known = outcomes(flow.db, share.job, share.server);
  if (!known) return pass(known.error());
  std::unordered_set<std::string_view> reported;
  for (const auto& outcome : *known) reported.insert(outcome.device);
  for (const auto& device : share.order.devices) {
    if (reported.contains(device)) continue;
    if (left == 0) return false;
    --left;
    const DeviceOutcome outcome = outcome_for(share, device, why);
    if (auto put = put_outcome(flow.db, share.job, share.server, outcome); !put) return pass(put.error());
    if (!share.stopping) alerts.push_back(alert_for(flow, share, outcome));
  }
  return true;
}

// What becomes of a share of which every device has an outcome, central's or the agent's.
std::string end_of(const JobServerRow& share, bool all_reported) {
  if (share.stopping) return "cancelled";
  return all_reported ? "finished" : "no_report";
}

Status end_share(FlowContext& flow, const OpenWork& work, NoReport why, std::size_t& left,
                 std::vector<model::Alert>& alerts) {
  auto found = find_job_server(flow.db, work.job, work.server);
  if (!found) return pass(found.error());
  if (!*found) return {};
  JobServerRow share = std::move(**found);
  auto filled = fill_in(flow, share, why, left, alerts);
  if (!filled) return pass(filled.error());
  if (!*filled) return {};
  auto known = outcomes(flow.db, share.job, share.server);
  if (!known) return pass(known.error());
  share.state = end_of(share, std::ranges::none_of(*known, stands_in));
  share.why = fmt::format("{}{}", share.stopping ? share.why + "; " : "", in_words(why));
  if (auto counted = count_ends(flow, share); !counted) return counted;
  return put_job_server(flow.db, share);
}

// What the store holds damaged of one job must not keep all others waiting.
Status end(FlowContext& flow, const OpenWork& work, NoReport why, std::size_t& left,
           std::vector<model::Alert>& alerts) {
  auto ended =
      work.redistribution ? record_no_report(flow, work.id, in_words(why)) : end_share(flow, work, why, left, alerts);
  flow.rollouts_due = flow.clock.utc();
  if (ended || ended.error().code != base::ErrorCode::kCorrupt) return ended;
  log::error("jobs", fmt::format("{} on {} has no report and cannot be ended: {}", work.job, work.server,
                                 ended.error().message));
  flow.reports.reported(work.server, work.job, flow.clock.steady());  // said again when as much time has passed
  return {};
}

}  // namespace

Status count_ends(FlowContext& flow, JobServerRow& row) {
  auto newest = outcomes(flow.db, row.job, row.server);
  if (!newest) return pass(newest.error());
  const std::unordered_set<std::string_view> ordered(row.order.devices.begin(), row.order.devices.end());
  row.succeeded = row.failed = 0;
  for (const auto& outcome : *newest) {
    if (!ordered.contains(outcome.device)) continue;
    row.succeeded += outcome.state == DeviceState::kSucceeded;
    row.failed += outcome.state == DeviceState::kFailed;
  }
  return {};
}

Status end_overdue(FlowContext& flow, const Sightings::Roll& roll, std::vector<model::Alert>& alerts) {
  auto open = open_work(flow.db);
  if (!open) return pass(open.error());
  const base::SteadyTime now = flow.clock.steady();
  if (auto followed = follow(flow, *open, roll, now); !followed) return followed;
  std::map<std::string, Micros> silences;  // no agent by that name is accepted: silent for ever
  for (const auto& work : *open) silences.emplace(work.server, Micros::max());
  for (const auto& seen : roll.agents) {
    if (const auto server = silences.find(seen.agent); server != silences.end()) server->second = seen.silence;
  }
  std::size_t left = kEndedAtOnce;
  for (const auto& [server, silence] : silences) {
    for (const auto& [work, why] : flow.reports.overdue(server, silence, flow.options.get()->report_within, now)) {
      if (auto ended = end(flow, work, why, left, alerts); !ended) return ended;
    }
  }
  return {};
}

}  // namespace redrive::central
