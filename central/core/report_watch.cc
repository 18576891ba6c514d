#include "central/core/report_watch.h"

#include <algorithm>

namespace redrive::central {
namespace {

constexpr base::Micros kDay = std::chrono::hours(24), kYear = 365 * kDay;

void each_of(auto& watched, const std::string& server, auto act) {
  for (auto at = watched.lower_bound({server, "", "", false}); at != watched.end() && at->first.server == server; ++at)
    act(at->first, at->second);
}

}  // namespace

base::Micros longest_work(std::size_t devices, const model::JobParameters& parameters) {
  const std::uint64_t parallel = std::max(parameters.parallel, 1U);
  const std::uint64_t batches = (devices + parallel - 1) / parallel;
  const std::uint64_t attempts = batches * (std::uint64_t{parameters.retries} + 1);
  const auto wait = parameters.window.empty() ? base::Micros{} : kDay;
  const auto fitting = static_cast<std::uint64_t>(kYear / std::max(parameters.timeout, base::Micros{1}));
  if (attempts > fitting) return kYear;
  return std::min(parameters.timeout * static_cast<std::int64_t>(attempts) + wait, kYear);
}

std::string_view in_words(NoReport why) {
  return why == NoReport::kSilent ? "nothing was heard from its agent for longer than [jobs] report_within"
                                  : "its agent is there, but reports nothing of it for longer than its work may take";
}

void ReportWatch::expect(OpenWork work, base::Micros longest, base::SteadyTime now) {
  watched_.insert_or_assign(std::move(work), Watched{longest, now});
}

void ReportWatch::keep_only(const std::vector<OpenWork>& open) {
  std::erase_if(watched_, [&](const auto& one) { return !std::ranges::binary_search(open, one.first); });
}

void ReportWatch::reported(const std::string& server, std::string_view job, base::SteadyTime now) {
  each_of(watched_, server, [&](const OpenWork& work, Watched& one) {
    if (work.job == job) one.since = now;
  });
}

void ReportWatch::fetched(const std::string& server, base::SteadyTime now) {
  each_of(watched_, server, [now](const OpenWork&, Watched& one) { one.since = now; });
}

void ReportWatch::anew(base::SteadyTime now) {
  for (auto& [work, one] : watched_) one.since = now;
}

std::vector<std::pair<OpenWork, NoReport>> ReportWatch::overdue(const std::string& server, base::Micros silence,
                                                                base::Micros report_within,
                                                                base::SteadyTime now) const {
  base::Micros in_hand{};
  each_of(watched_, server,
          [&](const OpenWork&, const Watched& one) { in_hand = std::min(in_hand + one.longest, kYear); });
  std::vector<std::pair<OpenWork, NoReport>> out;
  each_of(watched_, server, [&](const OpenWork& work, const Watched& one) {
    const base::Micros quiet = now - one.since;
    if (std::min(quiet, silence) >= report_within) {
      out.emplace_back(work, NoReport::kSilent);
    } else if (quiet >= in_hand + report_within) {
      out.emplace_back(work, NoReport::kLate);
    }
  });
  return out;
}

}  // namespace redrive::central
