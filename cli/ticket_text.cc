#include "cli/ticket_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/render.h"
#include "shared/text/table.h"

namespace redrive::cli {
namespace {

constexpr std::size_t kAlertsShown = 10;

// "PUN024, verified", "none known, not verified"
std::string place(const Json& ticket) {
  const std::string code = value(ticket, "location");
  return (code.empty() ? "none known" : code) +
         (value(ticket, "location_verified") == "yes" ? ", verified" : ", not verified");
}

// "its name, 93 % sure"
std::string matched(const Json& ticket) {
  const std::string by = value(ticket, "location_matched_by");
  if (by.empty()) return "";
  const bool recorded = by == "device" || by == "server";
  const double sure = ticket.value("location_confidence", 0.0);
  return fmt::format("{}, {:.0f} % sure", recorded ? "the inventory's record of the " + by : by, 100 * sure);
}

// "3 of 5 devices of ids-1 in run 2 of J-1 so far"
std::string again_line(const Json& run) {
  const auto failed = run.value("failed", std::uint64_t{0});
  const std::uint64_t of = run.contains("devices") && run["devices"].is_number_unsigned()
                               ? std::max(run["devices"].get<std::uint64_t>(), failed)
                               : failed;
  const std::string known = value(run, "devices").empty() ? "" : fmt::format(" of {}", of);
  return fmt::format("{}{} device{} of {} in run {} of {}{}", failed, known, of == 1 ? "" : "s", value(run, "server"),
                     value(run, "run"), value(run, "job"), run.value("running", false) ? " so far" : "");
}

std::string failed_again(const Json& ticket) {
  std::string out;
  for (const auto& run : ticket.value("again", Json::array())) out += (out.empty() ? "" : "; ") + again_line(run);
  return out;
}

std::string in_run(const Json& failure) {
  const std::string run = value(failure, "again");
  return run.empty() ? "" : "run " + run;
}

std::string centre(const Json& ticket) {
  std::string out = value(ticket, "centre");
  for (const auto& next : ticket.value("fallbacks", Json::array())) out += ", then " + next.get<std::string>();
  return out;
}

std::string head(const Json& ticket) {
  return facts(ticket, {field("ticket", "id"),
                        state("state", "state"),
                        field("type", "failure_type"),
                        field("scope", "scope"),
                        field("server", "server"),
                        field("device", "device"),
                        field("package", "package"),
                        Column{"location", place},
                        field("reported as", "reported_location"),
                        Column{"matched by", matched},
                        field("otherwise", "location_runner_up"),
                        Column{"centre", centre},
                        time("opened", "opened_at"),
                        time("last alert", "last_alert_at"),
                        time("unanswered since", "asked_at"),
                        field("reminders", "reminders"),
                        time("closed", "closed_at"),
                        field("duplicate of", "duplicate_of"),
                        field("continued in", "continued_in"),
                        field("summary mail", "storm")});
}

std::string section(const std::string& title, const std::string& words) {
  return words.empty() ? "" : "\n" + title + "\n" + text::paragraph(words, 2);
}

// The last one that was written: a held ticket may have become wider.
std::string why_so_wide(const Json& ticket) {
  std::string out;
  for (const auto& entry : ticket.value("timeline", Json::array())) {
    if (value(entry, "what") == "scope") out = value(entry, "text");
  }
  return out;
}

std::string alerts(const Json& ticket) {
  const Json& items = ticket.at("alert_items");
  const std::size_t total = std::max<std::size_t>(ticket.value("alerts_total", std::size_t{0}), items.size());
  const std::size_t shown = std::min(items.size(), kAlertsShown);
  std::string out = fmt::format("\nAlerts ({}{})\n", total, shown < total ? fmt::format(", the newest {}", shown) : "");
  for (std::size_t i = 0; i < shown; ++i) {
    const Json& alert = items[i];
    std::string line = local_time(value(alert, "occurred_at"));
    for (const char* name : {"server", "device", "id"}) {
      if (const std::string part = value(alert, name); !part.empty()) line += "  " + part;
    }
    out += "  " + line + "\n" + text::paragraph(text::first_line(value(alert, "message")), 4);
  }
  if (shown < total) out += fmt::format("  all of them: redrive alerts list --ticket {}\n", value(ticket, "id"));
  return out;
}

std::string timeline(const Json& ticket) {
  std::string out = "\nWhat happened\n";
  for (const auto& entry : ticket.at("timeline")) {
    out += fmt::format("  {}  {}, by {}\n", local_time(value(entry, "at")), value(entry, "what"), value(entry, "by"));
    out += text::paragraph(value(entry, "text"), 4);
  }
  return out;
}

}  // namespace

std::string ticket_text(const Json& ticket) {
  std::string out = head(ticket) + section("Why it was opened, and why there", value(ticket, "reason")) +
                    section("What failed again", failed_again(ticket)) + section("Why not wider", why_so_wide(ticket)) +
                    section("Why this location", value(ticket, "location_note")) +
                    section("Why it was closed", value(ticket, "closed_because"));
  if (!ticket.contains("timeline")) return out;
  out += alerts(ticket) + timeline(ticket);
  if (!ticket["failures"].empty()) {
    out += "\n" + table_of(ticket["failures"],
                           {field("SERVER", "server"), field("DEVICE", "device"), field("JOB", "job"),
                            field("TYPE", "failure_type"), field("COUNT", "count"), time("LAST", "last_at"),
                            Column{"AGAIN", in_run}},
                           "");
  }
  return out + "\n" +
         table_of(
             ticket["mail"],
             {field("MAIL", "kind"), field("TO", "recipient"), state("STATE", "state"), field("ATTEMPTS", "attempts")},
             "no mail yet");
}

}  // namespace redrive::cli
