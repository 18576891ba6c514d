#include "central/calendar/configured_outages.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "central/calendar/calendar_reader.h"
#include "central/calendar/content_lines.h"
#include "central/calendar/event_times.h"
#include "shared/base/names.h"
#include "shared/config/central_draft.h"
#include "shared/config/file_text.h"

namespace redrive::central {
namespace {

namespace fs = std::filesystem;
using config::CentralDraft;
using config::Problems;
using config::Reading;

constexpr std::size_t kMostFiles = 500;
constexpr std::size_t kMostOutages = 20'000;

// ---- [[outage]]

void complete_repeated(CentralDraft& draft, const Reading& reading, Problems& problems) {
  for (auto& [outage, lines, sound] : draft.outages) {
    if (!sound || outage.repeat.empty()) continue;
    if (outage.zone.empty()) outage.zone = draft.options.outage_options.zone;
    auto times = calendar::repeated(outage.start, outage.end, outage.repeat, outage.zone);
    if (!times) {
      const char* key = lines.has("zone") && !calendar::Zone::named(outage.zone) ? "zone" : "repeat";
      problems.push_back({reading.file, lines.of(key), fmt::format("[[outage]] {}: {}", key, times.error().message)});
      continue;
    }
    outage.end = times->end;
    outage.times = std::move(times->times);
  }
}

// ---- [outages] calendars

// The files of one pattern, by name.
std::vector<fs::path> files_of(const fs::path& pattern, std::string& why) {
  if (!base::is_glob(pattern.filename().string())) return {pattern};
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at(pattern.parent_path(), error), end; !error && at != end; at.increment(error)) {
    const auto name = at->path().filename().string();
    if (name[0] != '.' && base::glob_match(pattern.filename().string(), name)) files.push_back(at->path());
  }
  if (error) why = fmt::format("cannot list {}: {}", pattern.parent_path().string(), error.message());
  std::sort(files.begin(), files.end());
  return files;
}

std::set<fs::path> calendar_files(const CentralDraft& draft, const Reading& reading, Problems& problems) {
  const unsigned line = reading.lines_of("outages").of("calendars");
  std::set<fs::path> files;
  for (const auto& pattern : draft.options.outage_options.calendars) {
    std::string why;
    for (auto& file : files_of(pattern, why)) files.insert(std::move(file));
    if (!why.empty()) problems.push_back({reading.file, line, "[outages] calendars: " + why});
  }
  if (files.size() <= kMostFiles) return files;
  problems.push_back({reading.file, line,
                      fmt::format("[outages] calendars are {} files; expected at most {}", files.size(), kMostFiles)});
  return {};
}

base::Result<std::string> read_bounded(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (!error && size > calendar::kMostBytes) {
    return base::fail(base::ErrorCode::kInvalid,
                      fmt::format("it is {} bytes long; expected at most {}", size, calendar::kMostBytes));
  }
  return config::read_text(file);
}

void read_calendars(CentralDraft& draft, const Reading& reading, base::UtcTime now, Problems& problems) {
  auto& outages = draft.options.outages;
  const calendar::CalendarContext context{draft.options.inventory, draft.options.outage_options.zone, now,
                                          "config:", "configuration"};
  std::map<std::string, std::string> seen;  // UIDs, and the file each is in
  for (const auto& file : calendar_files(draft, reading, problems)) {
    const auto text = read_bounded(file);
    if (!text) {
      problems.push_back({file.string(), 0, text.error().message});
      continue;
    }
    auto events = calendar::read_calendar(*text, file.string(), context);
    if (!events) {
      std::move(events.error().begin(), events.error().end(), std::back_inserter(problems));
      continue;
    }
    for (const auto& uid : events->uids) {
      const auto [first, added] = seen.emplace(uid, file.string());
      if (!added)
        problems.push_back(
            {file.string(), 0, fmt::format("UID \"{}\" is in {} too; expected it in one file", uid, first->second)});
    }
    std::move(events->outages.begin(), events->outages.end(), std::back_inserter(outages));
    if (outages.size() > kMostOutages) {
      problems.push_back({file.string(), 0, fmt::format("the calendars hold more than {} outages", kMostOutages)});
      return;
    }
  }
}

void check_zone(const CentralDraft& draft, const Reading& reading, Problems& problems) {
  const auto& zone = draft.options.outage_options.zone;
  if (zone.empty()) return;
  if (auto known = calendar::Zone::named(zone); !known)
    problems.push_back(
        {reading.file, reading.lines_of("outages").of("zone"), "[outages] zone " + known.error().message});
}

}  // namespace

void complete_outages(CentralDraft& draft, const Reading& reading, base::UtcTime now, Problems& problems) {
  check_zone(draft, reading, problems);
  complete_repeated(draft, reading, problems);
  read_calendars(draft, reading, now, problems);
}

}  // namespace redrive::central
