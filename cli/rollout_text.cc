#include "cli/rollout_text.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstring>
#include <map>

#include "cli/render.h"
#include "shared/text/table.h"

namespace redrive::cli {
namespace {

constexpr std::size_t kLinesShown = 20;  // servers under way

std::string type_of_reason(const std::string& reason) {  // "failed: disk_full: No space…" -> "disk_full"
  static constexpr std::string_view kFailed = "failed: ";
  if (reason.compare(0, kFailed.size(), kFailed) != 0) return reason;
  return reason.substr(kFailed.size(), reason.find(':', kFailed.size()) - kFailed.size());
}

// "8 disk_full, 2 never started"
std::string reasons(const Json& plan) {
  std::map<std::string, int> counts;
  for (const auto& device : plan["devices"]) ++counts[type_of_reason(value(device, "reason"))];
  std::string out;
  for (const auto& [reason, count] : counts) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, reason);
  return out;
}

// "good", "NOT GOOD: till-7, till-9 and 3 more", or what else is not good.
std::string preflight(const Json& plan) {
  static constexpr std::string_view kDevice = "device ";
  std::vector<std::string> devices, others;
  for (const auto& check : plan["preflight"]) {
    if (check.value("good", true)) continue;
    const std::string what = value(check, "what");
    (what.starts_with(kDevice) ? devices : others)
        .push_back(what.starts_with(kDevice) ? what.substr(kDevice.size()) : what);
  }
  const auto& named = devices.empty() ? others : devices;
  if (named.empty()) return "good";
  const std::size_t shown = std::min<std::size_t>(named.size(), 3);
  std::string out = "NOT GOOD: ";
  for (std::size_t i = 0; i < shown; ++i) out += (i > 0 ? ", " : "") + named[i];
  return shown < named.size() ? out + fmt::format(" and {} more", named.size() - shown) : out;
}

std::uint64_t number(const Json& item, const char* name) {
  return item.value(name, std::uint64_t{0});
}

std::string ends_about(const Json& rollout) {
  const std::string end = value(rollout, "ends_about");
  return end.empty() ? "" : ", ends about " + local_time(end);
}

std::string policy_text(const Json& rollout) {
  const auto counted = [&](const char* name) {  // "1 server", "12 devices"
    const std::string words(name, number(rollout, name) == 1 ? std::strlen(name) - 1 : std::strlen(name));
    return fmt::format("{} {}", number(rollout, name), words);
  };
  std::string out = counted("servers") + " with " + counted("devices");
  if (number(rollout, "waves") <= 1) {
    out += ", all at once";
  } else {
    out += fmt::format(" in {} waves: first {}, then {}{}", number(rollout, "waves"), value(rollout, "canary"),
                       value(rollout, "wave"), rollout["wave"].is_string() ? " of the servers" : "");
  }
  if (value(rollout, "pace") != "0s") out += ", " + value(rollout, "pace") + " apart";
  if (const auto hours = value(rollout, "hours"); !hours.empty())
    out += ", within " + hours + " " + value(rollout, "zone");
  if (const auto deadline = value(rollout, "deadline"); !deadline.empty())
    out += ", none after " + local_time(deadline);
  if (number(rollout, "waves") > 1 && value(rollout, "stop_at") != "100%")
    out += fmt::format("; pauses when more than {} of the devices failed", value(rollout, "stop_at"));
  return out + "\n";
}

}  // namespace

Json WaveOptions::json() const {
  Json out = {{"canary", canary}};
  if (!wave.empty()) {
    std::uint32_t servers = 0;
    const auto [end, error] = std::from_chars(wave.data(), wave.data() + wave.size(), servers);
    const bool whole = error == std::errc() && end == wave.data() + wave.size();
    out["wave"] = whole ? Json(servers) : Json(wave);
  }
  for (const auto& [name, text] :
       {std::pair{"pace", &pace}, {"stop_at", &stop_at}, {"deadline", &deadline}, {"zone", &zone}}) {
    if (!text->empty()) out[name] = *text;
  }
  if (!hours.empty()) out["hours"] = hours;
  return out;
}

void add_wave_options(CLI::App& verb, WaveOptions& options) {
  const auto given = [&options](const std::string&) { options.given = true; };
  const char* group = "Waves";
  verb.add_option("--canary", options.canary, "Servers of the first wave; 0 for none apart")
      ->type_name("SERVERS")
      ->each(given)
      ->capture_default_str()
      ->group(group);
  verb.add_option("--wave", options.wave, "Servers of each further wave: a number, or a share like 25%")
      ->type_name("SERVERS")
      ->each(given)
      ->group(group);
  verb.add_option("--pace", options.pace, "Rest between two waves, like 10m")
      ->type_name("SPAN")
      ->each(given)
      ->group(group);
  verb.add_option("--stop-at", options.stop_at, "Pause when more of the devices failed, like 20%")
      ->type_name("SHARE")
      ->each(given)
      ->group(group);
  verb.add_option("--deadline", options.deadline, "No wave begins after this time (RFC 3339)")
      ->type_name("TIME")
      ->each(given)
      ->group(group);
  auto* hours =
      verb.add_option("--hours", options.hours, "Waves begin only then, like \"Mo-Fr 22:00-05:00\"; may be repeated")
          ->type_name("HOURS")
          ->allow_extra_args(false)
          ->each(given)
          ->group(group);
  auto* zone = verb.add_option("--zone", options.zone, "Time zone of --hours, like Europe/Oslo")
                   ->type_name("ZONE")
                   ->each(given)
                   ->group(group);
  hours->needs(zone);
  zone->needs(hours);
}

std::string rollout_plan_text(const Json& rollout) {
  std::map<std::string, std::string> waves;
  for (const auto& member : rollout["members"]) waves[value(member, "redistribution")] = value(member, "wave");
  std::vector<Column> columns{
      Column{"WAVE", [&](const Json& item) { return waves[value(item, "id")]; }},
      field("SERVER", "server"),
      field("JOB", "job"),
      Column{"DEVICES",
             [](const Json& item) {
               return item["plan"].is_null() ? std::string() : std::to_string(item["plan"]["devices"].size());
             }},
      Column{"WHY",
             [](const Json& item) {
               return item["plan"].is_null() ? "no plan: " + value(item, "error") : reasons(item["plan"]);
             }},
      Column{"PRE-FLIGHT",
             [](const Json& item) { return item["plan"].is_null() ? std::string() : preflight(item["plan"]); }},
      field("JOB LOG", "plan.completeness")};
  const auto by_a_tool = [](const Json& item) { return !value(item, "plan.tool").empty(); };
  if (std::ranges::any_of(rollout["items"], by_a_tool)) columns.push_back(field("TOOL", "plan.tool"));
  std::string out = table_of(rollout["items"], columns, "no server gave a plan");
  out += "\n" + policy_text(rollout);
  return out + fmt::format(
                   "Each plan in full: redrive redistributions show ID. Approve all of it:\n  redrive rollouts "
                   "approve {} {}\n",
                   value(rollout, "id"), value(rollout, "digest"));
}

std::string rollout_text(const Json& rollout) {
  return facts(rollout, {field("rollout", "id"), field("of", "what"), state("state", "state"), field("why", "why"),
                         field("asked for by", "created_by"), field("decided by", "decided_by"),
                         time("at", "created_at"), field("digest", "digest")}) +
         "\n" + policy_text(rollout) +
         fmt::format("{} of {} devices succeeded, {} failed; {} of {} servers have ended{}\n\n",
                     number(rollout, "succeeded"), number(rollout, "devices"), number(rollout, "failed"),
                     number(rollout, "servers_ended"), number(rollout, "servers"), ends_about(rollout)) +
         table_of(rollout["members"],
                  {field("WAVE", "wave"), field("SERVER", "server"), field("JOB", "job"), state("STATE", "state"),
                   field("DEVICES", "devices"), field("SUCCEEDED", "succeeded"), field("FAILED", "failed"),
                   first_line_of("WHY", "why"), field("ID", "redistribution")},
                  "no servers");
}

std::vector<std::string> rollout_lines(const Json& rollout) {
  const auto done = number(rollout, "succeeded") + number(rollout, "failed");
  std::vector<std::string> lines{fmt::format("{:9} {} {} failed{}; {}", value(rollout, "state"),
                                             text::progress_bar(done, number(rollout, "devices")),
                                             number(rollout, "failed"), ends_about(rollout), value(rollout, "why"))};
  for (const auto& member : rollout["members"]) {
    const std::string state = value(member, "state");
    if (state != "approved" && state != "running" && state != "queued" && state != "accepted") continue;
    if (lines.size() > kLinesShown) {
      lines.emplace_back("…");
      break;
    }
    lines.push_back(fmt::format("  wave {:3} {:20} {:9} {} devices", value(member, "wave"), value(member, "server"),
                                state, number(member, "devices")));
  }
  return lines;
}

bool rollout_has_ended(const Json& rollout) {
  const std::string state = value(rollout, "state");
  return state != "running" && state != "cancelling";
}

}  // namespace redrive::cli
