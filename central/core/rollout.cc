#include "central/core/rollout.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "shared/base/digest.h"
#include "shared/model/outage.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::array<std::string_view, 5> kNotBegun{"", "waiting", "planned", "scheduled", "expired"};
constexpr std::array<std::string_view, 6> kEnded{"finished",  "refused",   "rejected",
                                                 "no_report", "cancelled", "expired"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& all, std::string_view state) {
  return std::find(all.begin(), all.end(), state) != all.end();
}

// Of the devices begun with, more failed than the policy allows and somebody has seen.
std::optional<std::string> too_many_failed(const RolloutRow& rollout, const RolloutCounts& counts) {
  const std::uint64_t failed = counts.failed - std::min(counts.failed, rollout.excused);
  if (failed * 100 <= std::uint64_t{rollout.policy.stop_percent} * counts.devices_begun) return std::nullopt;
  return fmt::format("{} of {} devices failed or were left undone, more than {} %{}; look why, then resume or cancel",
                     failed, counts.devices_begun, rollout.policy.stop_percent,
                     rollout.excused > 0 ? fmt::format(", besides {} that were seen", rollout.excused) : "");
}

// The earliest time from `from` on that lies within the hours; kEndless where none does.
base::UtcTime within(const model::WorkingHours& hours, base::UtcTime from) {
  const base::Micros moment{1};
  const base::UtcTime after = model::after_working(hours, from, moment);
  return after == model::kEndless ? after : after - moment;
}

std::string servers(std::uint64_t count) {
  return fmt::format("{} server{}", count, count == 1 ? "" : "s");
}

// The wave is over: when the next one begins, or the members of it, now.
void begin_next(const RolloutRow& rollout, const std::vector<RolloutMember>& members, const model::WorkingHours& hours,
                base::UtcTime now, RolloutStep& step) {
  base::UtcTime at = now;
  if (step.wave_ended) at = std::max(at, *step.wave_ended + rollout.policy.pace);
  at = within(hours, at);
  if (rollout.policy.deadline && at > *rollout.policy.deadline) {
    step.state = "cancelling";
    step.why = fmt::format("no wave may begin after {}", base::format_rfc3339(*rollout.policy.deadline));
    return;
  }
  std::uint32_t wave = 0;
  for (const auto& member : members) {
    if (!has_begun(member) && !has_ended(member) && (wave == 0 || member.wave < wave)) wave = member.wave;
  }
  if (at > now) {
    step.look_again = at;
    step.why = at == model::kEndless ? "its hours never come"
                                     : fmt::format("wave {} begins at {}", wave, base::format_rfc3339(at));
    return;
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (members[i].wave == wave && !has_begun(members[i]) && !has_ended(members[i])) step.begin.push_back(i);
  }
  step.wave_ended.reset();
  step.why = fmt::format("wave {} of {}: {}", wave, members.back().wave, servers(step.begin.size()));
}

}  // namespace

base::Status check_policy(const RolloutPolicy& policy, base::UtcTime now) {
  const auto wrong = [](std::string what) { return fail(ErrorCode::kInvalid, std::move(what)); };
  if (policy.wave == 0 && (policy.wave_percent < 1 || policy.wave_percent > 100))
    return wrong(
        fmt::format("a wave of {} %; expected 1 % to 100 % of the servers, or their number", policy.wave_percent));
  if (policy.stop_percent > 100)
    return wrong(fmt::format("stop at {} % failed; expected 0 % to 100 %", policy.stop_percent));
  if (policy.pace < base::Micros{0} || policy.pace > std::chrono::hours(24 * 30))
    return wrong(fmt::format("a pace of {}; expected 0s to 30d", base::format_duration(policy.pace)));
  if (policy.deadline && *policy.deadline <= now)
    return wrong(fmt::format("the deadline {} has passed", base::format_rfc3339(*policy.deadline)));
  if (policy.hours.size() > 20)
    return wrong(fmt::format("{} lines of hours; expected at most 20", policy.hours.size()));
  if (policy.hours.empty() != policy.zone.empty()) return wrong("hours and zone; expected both or neither");
  for (const auto& line : policy.hours) {
    if (!model::parse_hours(line)) return wrong(fmt::format("hours \"{}\"; expected like \"Mo-Fr 22:00-05:00\"", line));
  }
  return {};
}

void set_waves(const RolloutPolicy& policy, std::vector<RolloutMember>& members) {
  const std::size_t share = (members.size() * policy.wave_percent + 99) / 100;
  const std::size_t size = std::max<std::size_t>(policy.wave > 0 ? policy.wave : share, 1);
  const std::size_t canary = policy.canary > 0 ? policy.canary : size;
  for (std::size_t i = 0; i < members.size(); ++i)
    members[i].wave = i < canary ? 1 : static_cast<std::uint32_t>(2 + (i - canary) / size);
}

std::string rollout_digest(const RolloutRow& rollout, const std::vector<RolloutMember>& members) {
  const RolloutPolicy& p = rollout.policy;
  base::Hasher hasher;
  hasher.update(fmt::format("rollout 1\n{}\n{} {} {} {} {} {}\n{}\n{}\n", rollout.job, p.canary, p.wave, p.wave_percent,
                            p.pace.count(), p.stop_percent, p.deadline ? base::to_micros(*p.deadline) : 0,
                            fmt::join(p.hours, "|"), p.zone));
  for (const auto& m : members)
    hasher.update(fmt::format("{}\n{}\n{} {}\n{}\n", m.server, m.job, m.wave, m.devices, m.plan_digest));
  return hasher.finish();
}

bool has_begun(const RolloutMember& member) {
  return !is_one_of(kNotBegun, member.state);
}

bool has_ended(const RolloutMember& member) {
  return is_one_of(kEnded, member.state);
}

RolloutCounts count(const std::vector<RolloutMember>& members) {
  RolloutCounts counts;
  counts.servers = members.size();
  for (const auto& member : members) {
    const bool ended = has_ended(member);
    const bool begun = has_begun(member);
    counts.begun += begun;
    counts.ended += ended;
    counts.devices += member.devices;
    if (begun || ended) counts.devices_begun += member.devices;
    counts.succeeded += member.succeeded;
    counts.failed += ended ? member.devices - std::min(member.devices, member.succeeded) : member.failed;
  }
  return counts;
}

std::optional<base::UtcTime> ends_about(const RolloutRow& rollout, const RolloutCounts& counts, base::UtcTime now) {
  const std::uint64_t done = counts.succeeded + counts.failed;
  if (!rollout.begun_at || rollout.state != "running" || done == 0 || done >= counts.devices) return std::nullopt;
  const double spent = static_cast<double>((now - *rollout.begun_at).count());
  const double share = static_cast<double>(counts.devices) / static_cast<double>(done);
  return *rollout.begun_at + base::Micros{static_cast<std::int64_t>(spent * share)};
}

RolloutStep next_step(const RolloutRow& rollout, const std::vector<RolloutMember>& members,
                      const model::WorkingHours& hours, base::UtcTime now) {
  RolloutStep step;
  step.state = rollout.state;
  step.why = rollout.why;
  step.wave_ended = rollout.wave_ended;
  const RolloutCounts counts = count(members);
  const bool under_way = std::any_of(members.begin(), members.end(), [](const RolloutMember& member) {
    return has_begun(member) && !has_ended(member);
  });
  if (counts.ended == counts.servers && rollout.state != "cancelling") {
    step.state = "finished";
    step.why = fmt::format("{} of {} devices succeeded", counts.succeeded, counts.devices);
  } else if (rollout.state == "cancelling") {
    if (!under_way) step.state = "cancelled";
  } else if (rollout.state == "running") {
    if (auto why = too_many_failed(rollout, counts)) {
      step.state = "paused";
      step.why = *why;
    } else if (!under_way) {
      if (!step.wave_ended && counts.begun > 0) step.wave_ended = now;
      begin_next(rollout, members, hours, now, step);
      if (step.state == "cancelling") step.state = "cancelled";
    }
  }
  return step;
}

}  // namespace redrive::central
