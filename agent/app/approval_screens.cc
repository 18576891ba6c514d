#include "agent/app/approval_screens.h"

#include <algorithm>
#include <map>

#include "agent/core/planner.h"
#include "shared/model/steps.h"
#include "shared/model/tool.h"
#include "shared/text/columns.h"
#include "shared/text/table.h"

namespace redrive::agent {
namespace {

using text::fit;

constexpr std::size_t kCauses = 5, kBadChecks = 4, kNamedDevices = 4, kMostLines = 200;

// Lines of "  Label   text"; a label stands before the first of its lines only.
class Facts {
 public:
  explicit Facts(std::size_t columns) : columns_(columns) {}
  void add(std::string_view label, const std::string& words) {
    out_ += fit(fmt::format("  {}{}", text::cell(label, 9), words), columns_) + "\n";
  }
  // Nothing of it is cut off: where it does not fit it goes on in the next line.
  void add_whole(std::string_view text) {
    const std::size_t room = columns_ > 12 ? columns_ - 2 : 10;
    for (; !text.empty(); text.remove_prefix(std::min(room, text.size())))
      out_ += fmt::format("  {}\n", text.substr(0, room));
  }
  std::string take() { return std::move(out_); }

 private:
  const std::size_t columns_;
  std::string out_;
};

std::string count_of(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string devices_words(std::size_t count) {
  return count_of(count, "device", "devices");
}

// "failed: disk_full" of "failed: disk_full: No space left on device".
std::string cause_of(const std::string& reason) {
  const std::string plain = reason.substr(0, reason.find(kGoesOn));
  if (!plain.starts_with("failed: ")) return plain;
  return plain.substr(0, plain.find(':', std::string_view("failed: ").size()));
}

void add_what(const model::Plan& plan, Facts& facts) {
  std::string steps;
  for (const auto kind :
       {model::StepKind::kBefore, model::StepKind::kInstall, model::StepKind::kVerify, model::StepKind::kAfter}) {
    if (!model::command_of(plan.parameters, kind).empty()) {
      steps += (steps.empty() ? ", then " : ", ") + std::string(model::to_string(kind));
    }
  }
  const std::string packages =
      plan.packages.size() == 1 ? plan.packages[0].name : count_of(plan.packages.size(), "package", "packages");
  facts.add("What", fmt::format("copy {}{}  (c: the commands)", packages, steps));
}

void add_where(const model::Plan& plan, Facts& facts) {
  std::string names;
  for (std::size_t i = 0; i < std::min(plan.devices.size(), kNamedDevices); ++i) {
    names += (i == 0 ? "" : ", ") + plan.devices[i].device;
  }
  if (plan.devices.size() > kNamedDevices) names += ", …";
  facts.add("Where", fmt::format("{} of server {}: {}  (n: all of them)", devices_words(plan.devices.size()),
                                 plan.server, names));
  if (!plan.wishes.only.empty()) facts.add("", "no others, as you asked, that are left to do");
  if (!plan.wishes.exclude.empty()) {
    facts.add("", fmt::format("left out by you: {}", fmt::join(plan.wishes.exclude, ", ")));
  }
}

void add_why(const model::Plan& plan, Facts& facts) {
  std::map<std::string, std::size_t> counts;
  for (const auto& device : plan.devices) ++counts[cause_of(device.reason)];
  std::vector<std::pair<std::string, std::size_t>> causes(counts.begin(), counts.end());
  std::stable_sort(causes.begin(), causes.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  for (std::size_t i = 0; i < std::min(causes.size(), kCauses); ++i) {
    facts.add(i == 0 ? "Why" : "", fmt::format("{}: {}", devices_words(causes[i].second), causes[i].first));
  }
  if (causes.size() > kCauses) facts.add("", fmt::format("and {} other reasons", causes.size() - kCauses));
}

void add_steps(const model::Plan& plan, Facts& facts) {
  std::size_t later = 0;
  for (const auto& device : plan.devices) later += device.done > 0;
  if (plan.wishes.from_start) {
    facts.add("Steps", "all from the first one, also those that have succeeded, as you asked");
  } else if (later == 0) {
    facts.add("Steps", "all from the first one on every device");
  } else {
    facts.add("Steps", fmt::format("{} go on where they stopped, {} begin at the first step", later,
                                   plan.devices.size() - later));
  }
}

void add_tool(const model::Plan& plan, Facts& facts) {
  const auto words = tool_words(plan.wishes);
  if (!words.empty()) facts.add("Tool", words);
}

void add_size(const model::Plan& plan, Facts& facts) {
  std::uint64_t fetch = 0;
  for (const auto& package : plan.packages) {
    const auto& missing = plan.missing_packages;
    if (std::find(missing.begin(), missing.end(), package.name) != missing.end()) fetch += package.size;
  }
  std::string words = text::size_words(plan.bytes) + " to carry to the devices";
  if (fetch > 0) words += fmt::format("; before that {} are fetched from central", text::size_words(fetch));
  facts.add("Size", words);
  const auto estimate = std::chrono::ceil<std::chrono::seconds>(plan.estimate);
  facts.add("Time", plan.estimate == base::Micros{0}
                        ? "not known: no device of this job has succeeded yet"
                        : fmt::format("about {}, if the devices take as long as those before",
                                      base::format_duration(estimate)));
}

void add_log(const model::Plan& plan, Facts& facts) {
  if (plan.completeness == model::Completeness::kVerbatim) {
    return facts.add("Job log", "undamaged: all of this is read from it word for word");
  }
  facts.add("Job log", "DAMAGED: parts of this plan were worked out from what is left");
  for (const auto& part : plan.parts) {
    if (part.completeness == model::Completeness::kVerbatim) continue;
    facts.add("", fmt::format("{} {}: {}", part.name, to_string(part.completeness), part.note));
  }
}

void add_checks(const model::Plan& plan, Facts& facts) {
  std::size_t bad = 0;
  for (const auto& check : plan.preflight) bad += !check.good;
  if (bad == 0) {
    return facts.add("Checks",
                     fmt::format("nothing stands in the way ({} done; k: all of them)", plan.preflight.size()));
  }
  facts.add("Checks", fmt::format("{} of {} NOT GOOD  (k: all of them)", bad, plan.preflight.size()));
  std::size_t named = 0;
  for (const auto& check : plan.preflight) {
    if (check.good || ++named > kBadChecks) continue;
    facts.add("", fmt::format("{}: {}", check.what, text::first_line(check.detail)));
    if (!check.todo.empty()) facts.add("", "   -> " + check.todo);
  }
  if (bad > kBadChecks) facts.add("", fmt::format("and {} more", bad - kBadChecks));
  facts.add("", "checks only warn: `approve` runs the plan in spite of them");
}

std::string heading(const std::string& words, Screen screen) {
  const std::string line = fit(words, screen.columns);
  return line + "\n" + std::string(std::min(text::columns(line), screen.columns), '-') + "\n";
}

// Of very many lines the first; the dialogue is for reading.
std::string bounded(const std::vector<std::string>& lines, Screen screen) {
  std::string out;
  for (std::size_t i = 0; i < std::min(lines.size(), kMostLines); ++i) out += fit(lines[i], screen.columns) + "\n";
  if (lines.size() > kMostLines) {
    out += fmt::format("  and {} lines more: redrive-agent plan shows all\n", lines.size() - kMostLines);
  }
  return out;
}

}  // namespace

std::string tool_words(const model::PlanWishes& wishes) {
  if (wishes.tool.empty()) return "";
  return fmt::format("redrive-redistribute {} from central", model::tool_version(wishes.tool));
}

std::string summary_screen(const model::Plan& plan, Screen screen) {
  Facts facts(screen.columns);
  add_what(plan, facts);
  add_where(plan, facts);
  add_why(plan, facts);
  add_steps(plan, facts);
  add_tool(plan, facts);
  add_size(plan, facts);
  add_log(plan, facts);
  add_checks(plan, facts);
  facts.add("Plan", fmt::format("to be approved by {}; the digest of just this plan:",
                                base::format_rfc3339(std::chrono::floor<std::chrono::seconds>(plan.expires_at))));
  facts.add_whole(plan.digest);
  return heading(fmt::format("Do {} again on {}: run {}", plan.job, plan.server, plan.run), screen) + facts.take();
}

std::size_t devices_a_page(Screen screen) {
  constexpr std::size_t kAround = 6;  // heading, its line, table's heading, line below, prompt
  return screen.rows > kAround + 1 ? screen.rows - kAround : 1;
}

std::string device_screen(const model::Plan& plan, const std::vector<std::uint32_t>& shown, std::size_t first,
                          const std::string& search, Screen screen) {
  const std::string found = search.empty() ? "" : fmt::format(" with '{}'", search);
  if (shown.empty()) return fmt::format("No device{} in this plan.\n", found);
  const std::size_t end = std::min(first + devices_a_page(screen), shown.size());
  std::size_t name = std::string_view("DEVICE").size();
  bool goes_on = false;
  for (std::size_t i = first; i < end; ++i) {
    const auto& device = plan.devices[shown[i]];
    name = std::max(name, text::columns(device.device));
    goes_on = goes_on || device.done > 0;
  }
  name = std::min(name, std::max<std::size_t>(screen.columns / 3, 8));
  const auto steps = model::steps_of(plan.parameters, plan.packages.size());
  const auto row = [&](std::string_view device, std::string_view at, std::string_view why) {
    const std::string middle = goes_on ? text::cell(at, 18) + "  " : "";
    return fit("  " + text::cell(device, name) + "  " + middle + std::string(why), screen.columns) + "\n";
  };
  std::string out = heading(fmt::format("Devices {} to {} of {}{}", first + 1, end, shown.size(), found), screen);
  out += row("DEVICE", "GOES ON AT", "WHY");
  for (std::size_t i = first; i < end; ++i) {
    const auto& device = plan.devices[shown[i]];
    const bool later = device.done > 0 && device.done < steps.size();
    out += row(device.device, later ? model::words_of(steps[device.done], plan.packages) : "the first step",
               device.reason.substr(0, device.reason.find(kGoesOn)));
  }
  return out;
}

std::string command_screen(const model::Plan& plan, Screen screen) {
  std::vector<std::string> lines;
  for (const auto& package : plan.packages) {
    lines.push_back(fmt::format("  copy {} ({}) to the device", package.name, text::size_words(package.size)));
  }
  for (const auto& command : plan.commands) lines.push_back("  " + text::shown_command(command));
  const auto& p = plan.parameters;
  lines.push_back("  what fails ends the attempt: nothing after it is run on that device");
  lines.push_back(fmt::format("  {} devices at a time, at most {} for all of an attempt, {} further attempts",
                              p.parallel, base::format_duration(p.timeout), p.retries));
  if (!p.window.empty()) lines.push_back("  only in the hours " + p.window);
  return heading("On each device, in this order", screen) + bounded(lines, screen);
}

std::string diff_screen(const model::Plan& plan, Screen screen) {
  if (plan.diff.empty()) return fit("Nothing differs from what was ordered first.", screen.columns) + "\n";
  return heading("Against what was ordered first: - is not done again, + is new", screen) + bounded(plan.diff, screen);
}

std::string check_screen(const model::Plan& plan, Screen screen) {
  std::vector<std::string> lines;
  for (const auto& check : plan.preflight) {
    lines.push_back(
        fmt::format("  {} {}: {}", check.good ? "good    " : "NOT GOOD", check.what, text::first_line(check.detail)));
    if (!check.todo.empty()) lines.push_back("              -> " + check.todo);
  }
  return heading("Checks, as they were when this plan was made", screen) + bounded(lines, screen);
}

std::string help_screen() {
  return "  s          summary                      n, p       next, previous page of devices\n"
         "  /TEXT      devices with TEXT (/: all)   c          commands, as they will run\n"
         "  d          what differs from the order  k          all checks\n"
         "  x PATTERN  leave out: till-7 or till-*  i PATTERN  take in again what you left out\n"
         "  r REASON   refuse; plan anew to run it  q          leave; nothing is run\n"
         "  approve    run it: the whole word\n";
}

}  // namespace redrive::agent
