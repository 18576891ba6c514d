#include "central/calendar/calendar_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "central/calendar/coverage.h"
#include "central/calendar/event_times.h"
#include "shared/base/digest.h"
#include "shared/config/checks.h"
#include "shared/model/alert.h"

namespace redrive::central::calendar {
namespace {

using config::in_quotes;
using config::Problems;

constexpr std::size_t kMostProblems = 50;
constexpr std::size_t kMostReason = 256, kMostUid = 512;  // bytes
// An alert may arrive so late and still fall into an outage that is over.
constexpr base::Micros kMemory = std::chrono::hours(24 * 7);

std::string id_of(const std::string& uid, const Selector& s) {
  const auto text = fmt::format("{}\n{}\n{}\n{}", uid, s.server, s.device, s.site);
  return std::string(base::digest_hex(base::digest_of(text)).substr(0, 16));
}

// One line of text.
std::string reason_of(const Component& event) {
  const auto* summary = event.find("SUMMARY");
  std::string text = summary ? model::clean_text(unescaped(summary->value), kMostReason) : std::string();
  std::replace(text.begin(), text.end(), '\n', ' ');
  std::replace(text.begin(), text.end(), '\t', ' ');
  const auto first = text.find_first_not_of(' ');
  return first == text.npos ? std::string() : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

class Reader {
 public:
  Reader(const std::string& file, const CalendarContext& context) : file_(file), context_(context) {}

  void read(const std::vector<Component>& calendars) {
    for (const auto& calendar : calendars) {
      if (calendar.name == "VCALENDAR") {
        read(calendar);
      } else {
        problem(calendar.line, fmt::format("{} is no calendar; expected BEGIN:VCALENDAR", calendar.name));
      }
    }
  }

  CalendarEvents events;
  Problems problems;

 private:
  void problem(unsigned line, std::string what) {
    if (problems.size() < kMostProblems) problems.push_back({file_, line, std::move(what)});
  }

  void read(const Component& calendar) {
    const auto* method = calendar.find("METHOD");
    const bool cancels = method && is_word(method->value, "CANCEL");
    ZoneBook zones(calendar, context_.zone);
    for (const auto& [uid, parts] : by_uid(calendar)) {
      if (problems.size() >= kMostProblems) return;
      if (!parts.master && parts.changed.empty()) continue;  // it was refused as a repeat
      const unsigned line = parts.master ? parts.master->line : parts.changed.front()->line;
      if (const auto [known, added] = told_.emplace(uid, line); !added) {
        problem(line, fmt::format("UID {} is repeated in another VCALENDAR; it is in line {} already", in_quotes(uid),
                                  known->second));
        continue;
      }
      events.uids.push_back(uid);
      if (cancels || (parts.master && is_cancelled(*parts.master))) continue;
      read(uid, parts, zones);
    }
  }

  // In the order of the ids, which is as good as any.
  std::map<std::string, EventParts> by_uid(const Component& calendar) {
    std::map<std::string, EventParts> all;
    std::size_t count = 0;
    for (const auto& part : calendar.parts) {
      if (part.name != "VEVENT") continue;
      if (++count > kMostEvents) {
        problem(part.line, fmt::format("the calendar has more than {} events", kMostEvents));
        return {};
      }
      const auto* line = part.find("UID");
      if (!line || line->value.empty() || line->value.size() > kMostUid) {
        problem(line ? line->line : part.line, fmt::format("an event has no UID of 1 to {} bytes", kMostUid));
        continue;
      }
      const std::string uid = model::clean_text(unescaped(line->value), kMostUid);
      EventParts& parts = all[uid];
      if (part.find("RECURRENCE-ID")) {
        parts.changed.push_back(&part);
      } else if (parts.master || known_.contains(uid)) {
        problem(line->line, fmt::format("UID {} is repeated; it is in line {} already", in_quotes(uid), known_[uid]));
      } else {
        parts.master = &part;
        known_[uid] = line->line;
      }
    }
    return all;
  }

  void read(const std::string& uid, const EventParts& parts, ZoneBook& zones) {
    const Component& event = parts.master ? *parts.master : *parts.changed.front();
    const std::size_t before = problems.size();
    const Complain complain = [&](unsigned line, std::string what) {
      problem(line > 0 ? line : event.line, fmt::format("UID {}: {}", in_quotes(uid), what));
    };
    model::Outage outage;
    outage.reason = reason_of(event);
    if (outage.reason.empty()) complain(event.line, "SUMMARY is missing; an outage needs a reason");
    const auto times = read_times(parts, zones, complain);
    if (!times) return;
    outage.start = times->start;
    outage.end = times->end;
    outage.times = times->times;
    outage.repeat = times->repeat;
    outage.zone = times->zone;
    outage.uid = uid;
    outage.created_by = context_.created_by;
    outage.place = fmt::format("{}:{}", std::filesystem::path(file_).filename().string(), event.line);
    if (!next_period(outage, context_.now - kMemory)) return;  // it is over
    const auto selectors = selectors_of(event, context_.inventory, complain);
    for (const auto* instance : parts.changed) {
      if (instance != &event && !is_cancelled(*instance)) check_instance(*instance, selectors, complain);
    }
    if (problems.size() > before) return;
    for (const auto& selector : selectors) {
      outage.id = context_.id_prefix + id_of(uid, selector);
      outage.server = selector.server;
      outage.device = selector.device;
      outage.site = selector.site;
      events.outages.push_back(outage);
    }
  }

  // Calendar programs repeat in a moved instance what it covers; one that says something else would not be followed.
  void check_instance(const Component& instance, const std::vector<Selector>& covered, const Complain& complain) {
    const Complain ignore = [](unsigned, const std::string&) {};
    if (const auto own = selectors_of(instance, context_.inventory, ignore); !own.empty() && own != covered)
      complain(instance.line,
               "this instance covers something else than its event; expected the same, or an event of its own");
  }

  const std::string& file_;
  const CalendarContext& context_;
  std::map<std::string, unsigned> known_;  // UIDs with the lines of their UID
  std::map<std::string, unsigned> told_;   // UIDs of the calendars that were read, with the lines of their events
};

}  // namespace

config::Parsed<CalendarEvents> read_calendar(std::string_view text, const std::string& file,
                                             const CalendarContext& context) {
  const auto calendars = read_components(text, file);
  if (!calendars) return tl::unexpected(calendars.error());
  Reader reader(file, context);
  reader.read(*calendars);
  const auto by_line = [](const config::Problem& a, const config::Problem& b) { return a.line < b.line; };
  std::stable_sort(reader.problems.begin(), reader.problems.end(), by_line);
  if (!reader.problems.empty()) return tl::unexpected(std::move(reader.problems));
  return std::move(reader.events);
}

}  // namespace redrive::central::calendar
