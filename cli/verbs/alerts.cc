#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <iterator>

#include "cli/alert_line.h"
#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

constexpr std::size_t kLinesPerRequest = 1000;

// One request's worth of lines; false when central did not take them.
bool submit_lines(Client& client, const std::string& lines, std::size_t first_line, Json& total) {
  auto answer = client.post_text("/api/v1/alerts", "application/x-ndjson", lines);
  if (!answer) {
    complain(answer.error());
    return false;
  }
  for (const char* name : {"accepted", "repeated"})
    total[name] = total[name].get<std::uint64_t>() + answer->value(name, std::uint64_t{0});
  for (auto rejected : (*answer)["rejected"]) {
    rejected["line"] = rejected["line"].get<std::uint64_t>() + first_line;
    total["rejected"].push_back(rejected);
  }
  return true;
}

int submit(const Session& session, const std::string& file) {
  std::ifstream opened;
  if (file != "-") opened.open(file);
  if (file != "-" && !opened) return complain({base::ErrorCode::kInvalid, fmt::format("cannot read '{}'", file)});
  std::istream& in = file == "-" ? std::cin : opened;
  Client client = session.client();
  Json total{{"accepted", 0}, {"repeated", 0}, {"rejected", Json::array()}};
  std::string line, lines;
  std::size_t first = 0, count = 0;
  while (std::getline(in, line)) {
    lines += line + "\n";
    if (++count % kLinesPerRequest != 0) continue;
    if (!submit_lines(client, lines, first, total)) return 5;
    lines.clear();
    first = count;
  }
  if (!lines.empty() && !submit_lines(client, lines, first, total)) return 5;
  show(session, total, [](const Json& sums) {
    std::string out = facts(sums, {field("accepted", "accepted"), field("repeated", "repeated")});
    for (const auto& rejected : sums["rejected"])
      out += fmt::format("line {}: {}\n", value(rejected, "line"), value(rejected, "error"));
    return out;
  });
  return total["rejected"].empty() ? 0 : 1;
}

}  // namespace

void add_alerts(CLI::App& app, Session& session) {
  auto* alerts = app.add_subcommand("alerts", "Alerts as they arrived, and what was decided about each");
  alerts->require_subcommand(1);
  alerts->footer(cmdline::told("", {"redrive alerts list --since 2h"}));
  auto* list = alerts->add_subcommand("list", "Alerts as they arrived, newest first, and what was decided about each");
  list->footer(cmdline::told(
      "With --jsonl all of them in order of arrival, as their senders gave them, so that they can be "
      "replayed or submitted again.",
      {"redrive alerts list --server ids-0079 --since 2h", "redrive alerts list --jsonl --since 30d > alerts.jsonl"}));
  make_list(*list, session,
            {"/api/v1/alerts",
             {{"--server", "server", "Only of this intermediate server"},
              {"--device", "device", "Only of this device"},
              {"--job", "job", "Only of this job", "JOB"},
              {"--type", "type", "Only of this failure type", "TYPE"},
              {"--ticket", "ticket", "Only those of this ticket", "ID"},
              {"--since", "since", "Only since this RFC 3339 time, or this span ago, such as 2h", "TIME"}},
             {time("RECEIVED", "received_at"), field("SERVER", "server"), field("DEVICE", "device"),
              field("TYPE", "failure_type"), field("STATUS", "status"), field("TICKET", "ticket"),
              first_line_of("MESSAGE", "message")},
             "no alerts",
             alert_line,
             true});
  auto* verb =
      alerts->add_subcommand("submit", "Send alerts, one JSON object a line, from a file or - for standard input");
  verb->footer(cmdline::told(
      "Needed are message or failure_type, and server or device. A line that is no alert is reported by its "
      "number; the others are taken, and the exit code is 1.",
      {"redrive alerts submit alerts.jsonl",
       "echo '{\"server\": \"ids-1\", \"message\": \"No space left on device\"}' | redrive alerts submit -"}));
  add_submit_mail(*alerts, session);
  auto file = std::make_shared<std::string>("-");
  verb->add_option("FILE", *file, "JSON Lines, or -")->capture_default_str();
  verb->callback([&session, file] { session.act = [&session, file] { return submit(session, *file); }; });
}

}  // namespace redrive::cli
