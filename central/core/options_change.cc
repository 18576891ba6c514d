#include "central/core/options_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "shared/config/option_key.h"

namespace redrive::central {
namespace {

using config::CentralOptions;

constexpr std::size_t kNamesTold = 10;
constexpr std::size_t kOutagesTold = 5;

// ---- what needs a restart: sockets, files and identities taken at the start, and what agents were told in their hello

using Key = config::OptionKey<CentralOptions>;

constexpr Key kRestartKeys[] = {
    Key::of<&CentralOptions::name>("[central] name"),
    Key::of<&CentralOptions::central_id>("[central] central_id"),
    Key::of<&CentralOptions::state_dir>("[central] state_dir"),
    Key::of<&CentralOptions::agents>("[central] agents"),
    Key::of<&CentralOptions::http>("[central] http"),
    Key::of<&CentralOptions::http_certificate>("[central] http_certificate"),
    Key::of<&CentralOptions::http_key>("[central] http_key"),
    Key::of<&CentralOptions::http_proxies>("[central] http_proxies"),
    Key::of<&CentralOptions::heartbeat>("[central] heartbeat"),
    Key::of<&CentralOptions::silent_after>("[central] silent_after"),
    Key::of<&CentralOptions::store_url>("[store] url"),
    Key::of<&CentralOptions::dedupe_window>("[alerts] dedupe_window"),
    Key::of<&CentralOptions::recent_ids>("[alerts] recent_ids"),
    Key::of<&CentralOptions::syslog, &config::SyslogOptions::listen>("[syslog] listen"),
};

// ---- what takes effect

// A rule that only moved to another line is the same rule.
template <typename Rule>
bool same_rules(std::vector<Rule> a, std::vector<Rule> b) {
  for (auto* rules : {&a, &b}) {
    for (auto& rule : *rules) rule.place.clear();
  }
  return a == b;
}

std::vector<model::Outage> some_outages(const CentralOptions& options, bool of_calendars) {
  std::vector<model::Outage> some;
  std::copy_if(options.outages.begin(), options.outages.end(), std::back_inserter(some),
               [&](const model::Outage& o) { return o.uid.empty() != of_calendars; });
  return some;
}
std::vector<model::Outage> written_outages(const CentralOptions& options) {
  return some_outages(options, false);
}
std::vector<model::Outage> calendar_outages(const CentralOptions& options) {
  return some_outages(options, true);
}

// Each that is new, gone or different, by its id.
std::vector<std::string> changed_outages(const CentralOptions& a, const CentralOptions& b) {
  std::map<std::string_view, const model::Outage*> before;
  for (const auto& outage : a.outages) before.emplace(outage.id, &outage);
  std::vector<std::string> changed;
  const auto tell = [&](std::string_view what, const model::Outage& outage) {
    changed.push_back(fmt::format("{}: {} ({})", what, model::describe(outage), outage.reason));
  };
  for (const auto& outage : b.outages) {
    const auto known = before.extract(outage.id);
    if (!known) {
      tell("new", outage);
    } else if (!same_rules<model::Outage>({*known.mapped()}, {outage})) {
      tell("changed", outage);
    }
  }
  for (const auto& [id, outage] : before) tell("gone", *outage);
  return changed;
}

bool same_default_limits(const config::ThresholdOptions& a, const config::ThresholdOptions& b) {
  return a.limit == b.limit && a.window == b.window && a.hold == b.hold && a.quiet == b.quiet;
}

bool same_routing(const config::RoutingOptions& a, const config::RoutingOptions& b) {
  return a.fallback == b.fallback && a.package == b.package && a.fleet == b.fleet;
}

std::vector<std::string> changed_settings(const CentralOptions& a, const CentralOptions& b) {
  const std::pair<const char*, bool> sections[] = {
      {"[inventory] devices", a.devices_file == b.devices_file},
      {"[inventory] locations", a.locations_file == b.locations_file},
      {"locations", a.inventory.locations == b.inventory.locations},
      {"[alerts] failure_types", a.failure_types == b.failure_types},
      {"[alerts] shipped_rules", a.shipped_rules == b.shipped_rules},
      {"[alerts] unreachable_after", a.unreachable_after == b.unreachable_after},
      {"[alerts] unreachable_again", a.unreachable_again == b.unreachable_again},
      {"[jobs] report_within", a.report_within == b.report_within},
      {"[[rule]]", same_rules(a.rules, b.rules)},
      {"[[centre]]", a.centres == b.centres},
      {"[routing]", same_routing(a.routing, b.routing)},
      {"[[package]]", a.routing.packages == b.routing.packages},
      {"[thresholds]", same_default_limits(a.thresholds, b.thresholds)},
      {"[[threshold]]", same_rules(a.thresholds.rules, b.thresholds.rules)},
      {"[[outage]]", same_rules(written_outages(a), written_outages(b))},
      {"[outages] calendars", same_rules(calendar_outages(a), calendar_outages(b)) &&
                                  a.outage_options.calendars == b.outage_options.calendars},
      {"[outages] max_share", a.outage_options.max_share == b.outage_options.max_share},
      {"[approval]", a.approval == b.approval},
      {"[redistribution] tool_keys", a.tool_keys == b.tool_keys},
      {"[people]", a.people == b.people},
      {"[packages]", a.packages == b.packages},
      {"[mail]", a.mail == b.mail},
      {"[[mail_rule]]", same_rules(a.mail_rules, b.mail_rules)},
      {"[replies]", a.replies == b.replies},
      {"[syslog] severity", a.syslog.severity == b.syslog.severity},
      {"[mailbox]", a.mailbox == b.mailbox},
      {"[monitoring]", a.monitoring == b.monitoring},
  };
  std::vector<std::string> changed;
  for (const auto& [name, same] : sections) {
    if (!same) changed.emplace_back(name);
  }
  return changed;
}

// Both maps are in order of their names: one walk finds all three.
void compare_devices(const model::Inventory& now, const model::Inventory& next, OptionsChange& change) {
  auto a = now.devices.begin();
  auto b = next.devices.begin();
  while (a != now.devices.end() || b != next.devices.end()) {
    if (b == next.devices.end() || (a != now.devices.end() && a->first < b->first)) {
      change.removed.push_back((a++)->first);
    } else if (a == now.devices.end() || b->first < a->first) {
      change.added.push_back((b++)->first);
    } else {
      if (a->second != b->second) change.changed.push_back(a->first);
      ++a, ++b;
    }
  }
}

}  // namespace

bool OptionsChange::nothing() const {
  return added.empty() && removed.empty() && changed.empty() && settings.empty() && restart.empty();
}

OptionsChange change_of(const CentralOptions& now, const CentralOptions& next) {
  OptionsChange change;
  change.had = now.inventory.devices.size();
  compare_devices(now.inventory, next.inventory, change);
  change.settings = changed_settings(now, next);
  change.outages = changed_outages(now, next);
  change.restart = config::names_of_differing<CentralOptions>(kRestartKeys, now, next);
  return change;
}

bool too_many_vanish(const OptionsChange& change) {
  return change.removed.size() * 5 > change.had;
}

CentralOptions in_force(const CentralOptions& now, CentralOptions next) {
  config::keep_all<CentralOptions>(kRestartKeys, now, next);
  return next;
}

std::string first_names(const std::vector<std::string>& names) {
  const auto told = std::min(names.size(), kNamesTold);
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(told);
  const std::string text = fmt::format("{}", fmt::join(names.begin(), end, ", "));
  return told == names.size() ? text : fmt::format("{} and {} more", text, names.size() - told);
}

std::string describe(const OptionsChange& change) {
  if (change.nothing()) return "nothing differs";
  std::vector<std::string> parts;
  const auto devices = [&](const std::vector<std::string>& names, std::string_view what) {
    if (names.empty()) return;
    parts.push_back(
        fmt::format("{} device{} {} ({})", names.size(), names.size() == 1 ? "" : "s", what, first_names(names)));
  };
  devices(change.added, "added");
  devices(change.removed, "removed");
  devices(change.changed, "changed");
  if (!change.settings.empty()) parts.push_back(fmt::format("changed: {}", fmt::join(change.settings, ", ")));
  if (!change.outages.empty()) {
    const auto told = std::min(change.outages.size(), kOutagesTold);
    const auto more = change.outages.size() - told;
    parts.push_back(
        fmt::format("outages {}{}",
                    fmt::join(change.outages.begin(), change.outages.begin() + static_cast<std::ptrdiff_t>(told), ", "),
                    more == 0 ? "" : fmt::format(" and {} more", more)));
  }
  if (!change.restart.empty()) parts.push_back(fmt::format("needs a restart: {}", fmt::join(change.restart, ", ")));
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace redrive::central
