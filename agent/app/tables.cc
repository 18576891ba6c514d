#include "agent/app/tables.h"

#include "agent/app/approval_screens.h"
#include "agent/core/planner.h"
#include "shared/text/columns.h"
#include "shared/text/table.h"

namespace redrive::agent {
using text::first_line;
using text::Row;
using text::table;

std::string jobs_table(const std::vector<JobSummary>& jobs) {
  std::vector<Row> rows{{"JOB", "NAME", "STATE", "RUN", "DEVICES", "SUCCEEDED", "FAILED", "RECEIVED"}};
  for (const auto& job : jobs) {
    rows.push_back({job.job, job.name, job.state, std::to_string(job.run), std::to_string(job.devices),
                    std::to_string(job.succeeded), std::to_string(job.failed), base::format_rfc3339(job.received_at)});
  }
  return table(rows);
}

std::string dump_text(const JobRecord& record) {
  std::string out;
  for (const auto& damage : record.damage) out += "damage: " + damage + "\n";
  if (!record.order) return out + "the order of " + record.job + " cannot be read\n";
  out +=
      fmt::format("{} '{}', received {}\n\n", record.job, record.order->name, base::format_rfc3339(record.received_at));
  if (record.order_from_run != 0) {
    out += fmt::format("its order cannot be read: this is taken from the plan approved for run {}\n\n",
                       record.order_from_run);
  }
  std::vector<Row> packages{{"PACKAGE", "BYTES", "DIGEST"}};
  for (const auto& package : record.order->packages)
    packages.push_back({package.name, std::to_string(package.size), package.digest});
  out += table(packages) + "\ncontrol commands\n";
  for (const auto& command : commands_of(record.order->parameters, record.order->packages))
    out += "  " + text::shown_command(command) + "\n";
  std::vector<Row> devices{{"DEVICE", "STATE", "RUN", "TYPE", "MESSAGE"}};
  for (std::size_t i = 0; i < record.order->devices.size(); ++i) {
    const auto* outcome = record.outcome(i);
    if (outcome) {
      devices.push_back({record.order->devices[i], std::string(to_string(outcome->state)), std::to_string(outcome->run),
                         outcome->failure_type, first_line(outcome->message)});
    } else {
      devices.push_back({record.order->devices[i], "pending", "", "", ""});
    }
  }
  return out + "\n" + table(devices);
}

std::string plan_text(const model::Plan& plan) {
  std::string out =
      fmt::format("Plan for {} on {}: run {}, {} devices\n", plan.job, plan.server, plan.run, plan.devices.size());
  out += fmt::format("  digest    {}\n  rebuilt   {}\n  expires   {}\n", plan.digest, to_string(plan.completeness),
                     base::format_rfc3339(plan.expires_at));
  if (const auto tool = tool_words(plan.wishes); !tool.empty()) out += fmt::format("  tool      {}\n", tool);
  for (const auto& part : plan.parts) {
    if (part.completeness != model::Completeness::kVerbatim)
      out += fmt::format("  {} {}: {}\n", part.name, to_string(part.completeness), first_line(part.note));
  }
  out += fmt::format("  to carry  {}\n", text::size_words(plan.bytes));
  if (plan.estimate > base::Micros{0}) {
    out += fmt::format("  takes     about {}\n",
                       base::format_duration(std::chrono::ceil<std::chrono::seconds>(plan.estimate)));
  }
  out += "\n";
  std::vector<Row> devices{{"DEVICE", "WHY"}};
  for (const auto& device : plan.devices) devices.push_back({device.device, first_line(device.reason)});
  out += table(devices) + "\nWhat will run on each\n";
  for (const auto& package : plan.packages) out += "  copy " + package.name + "\n";
  for (const auto& command : plan.commands) out += "  " + text::shown_command(command) + "\n";
  if (!plan.diff.empty()) out += "\nDifferent from the original order\n";
  for (const auto& line : plan.diff) out += "  " + line + "\n";
  std::vector<Row> checks{{"PRE-FLIGHT", "", ""}};
  for (const auto& check : plan.preflight) {
    const std::string todo = check.todo.empty() ? "" : " -> " + check.todo;
    checks.push_back({check.what, check.good ? "good" : "NOT GOOD", first_line(check.detail) + todo});
  }
  return plan.preflight.empty() ? out : out + "\n" + table(checks);
}

std::string progress_line(const RunTally& ends, std::size_t devices) {
  return text::progress_bar(ends.succeeded + ends.failed + ends.cancelled, devices) +
         fmt::format(", {} failed", ends.failed);
}

}  // namespace redrive::agent
