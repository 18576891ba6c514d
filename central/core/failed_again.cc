#include "central/core/failed_again.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace redrive::central {

std::vector<model::FailedAgain> failed_again(const RecordSet& records) {
  struct Group {
    std::uint64_t failed = 0;
    base::UtcTime last{};
  };
  std::map<std::tuple<std::string, std::string, std::uint32_t>, Group> groups;
  for (const Record* record : records) {
    const model::Failure& failure = record->failure;
    if (failure.again == 0) continue;
    Group& group = groups[{failure.server, failure.job, failure.again}];
    ++group.failed;
    group.last = std::max(group.last, failure.last_at);
  }
  std::vector<std::pair<base::UtcTime, model::FailedAgain>> runs;
  for (const auto& [run, group] : groups) {
    runs.push_back({group.last, {std::get<0>(run), std::get<1>(run), std::get<2>(run), group.failed}});
  }
  std::ranges::stable_sort(runs, std::ranges::greater{}, [](const auto& run) { return run.first; });
  std::vector<model::FailedAgain> out;
  for (auto& [last, run] : runs) out.push_back(std::move(run));
  return out;
}

}  // namespace redrive::central
