// redrive redistribute: affected servers -> their plans -> shown -> approved by digest -> watched until they end.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>

#include "cli/job_progress.h"
#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"

namespace redrive::cli {
namespace {

struct Asked {
  std::string server, job, ticket, digest;
  std::vector<std::string> exclude;
  bool all_failed = false, plan_only = false, yes = false, wait = false, from_start = false;
};

Json selection(const Asked& asked) {
  if (asked.all_failed) return {{"all_failed", true}};
  if (!asked.ticket.empty()) return {{"ticket", asked.ticket}};
  return {{"server", asked.server}, {"job", asked.job}};
}

std::string plans_text(const Json& planned) {
  std::string out;
  for (const auto& item : planned["items"]) {
    if (!out.empty()) out += "\n";
    out += item["plan"].is_null() ? fmt::format("No plan for {} on {}: {}\n", value(item, "job"), value(item, "server"),
                                                value(item, "error"))
                                  : plan_text(item["plan"]);
  }
  return out;
}

// The plans that may be approved: all of them, or the one with the digest that was named.
base::Result<std::vector<Json>> chosen(const Json& planned, const Asked& asked) {
  std::vector<Json> out;
  for (const auto& item : planned["items"]) {
    const bool named = asked.digest.empty() || value(item, "plan.digest") == asked.digest;
    if (!item["plan"].is_null() && named) out.push_back(item);
  }
  if (!out.empty()) return out;
  if (asked.digest.empty()) return base::fail(base::ErrorCode::kUnavailable, "no server gave a plan");
  return base::fail(base::ErrorCode::kConflict,
                    fmt::format("no plan has the digest {} now: it has changed since; look at it again", asked.digest));
}

base::Status asked_person(const std::vector<Json>& plans) {
  if (isatty(STDIN_FILENO) == 0) {
    return base::fail(base::ErrorCode::kInvalid,
                      "nobody to ask: give --approve DIGEST, --yes, or --plan-only to look first");
  }
  std::fprintf(stderr, "\nRun %s? Type 'approve' to run, anything else to leave it: ",
               plans.size() == 1 ? "this plan" : fmt::format("these {} plans", plans.size()).c_str());
  std::string answer;
  std::getline(std::cin, answer);
  if (answer == "approve") return {};
  return base::fail(base::ErrorCode::kDenied, "not approved; nothing was run, the plans wait until they expire");
}

bool has_ended(const Json& redistribution) {
  const std::string state = value(redistribution, "state");
  return state != "approved" && state != "running" && state != "planned";
}

int wait_for_all(const Session& session, const std::vector<Json>& plans, Json& ends) {
  int code = 0;
  for (const auto& plan : plans) {
    auto end =
        wait_until(session, "/api/v1/redistributions/" + path_part(value(plan, "id")), has_ended, [](const Json& now) {
          return std::vector{fmt::format("{} on {}: {}", value(now, "job"), value(now, "server"), value(now, "state"))};
        });
    if (!end) return complain(end.error());
    if (value(*end, "state") != "finished" || (*end)["succeeded"] != (*end)["devices"]) code = 1;
    ends.push_back(std::move(*end));
  }
  return code;
}

int approve(const Session& session, const Asked& asked, const std::vector<Json>& plans) {
  Client client = session.client();
  Json ends = Json::array();
  for (const auto& plan : plans) {
    auto approved = client.post("/api/v1/redistributions/" + path_part(value(plan, "id")) + "/approve",
                                {{"digest", value(plan, "plan.digest")}});
    if (!approved) return complain(approved.error());
    if (!asked.wait) ends.push_back(std::move(*approved));
  }
  const int code = asked.wait ? wait_for_all(session, plans, ends) : 0;
  show(session, Json{{"items", ends}, {"next", nullptr}}, [](const Json& all) {
    return table_of(all["items"],
                    {field("ID", "id"), field("SERVER", "server"), field("JOB", "job"), field("STATE", "state"),
                     field("DEVICES", "devices"), field("SUCCEEDED", "succeeded"), field("FAILED", "failed"),
                     first_line_of("WHY", "why")},
                    "nothing was run");
  });
  return code;
}

int redistribute(const Session& session, const Asked& asked) {
  Json wanted = selection(asked);
  if (!asked.exclude.empty()) wanted["exclude"] = asked.exclude;
  if (asked.from_start) wanted["from_start"] = true;
  auto planned = session.client().post("/api/v1/redistributions", wanted);
  if (!planned) return complain(planned.error());
  if (asked.plan_only) return show(session, planned, plans_text);
  if (session.form() == Form::kText) print(plans_text(*planned));
  auto plans = chosen(*planned, asked);
  if (!plans) return complain(plans.error());
  if (asked.digest.empty() && !asked.yes) {
    if (auto yes = asked_person(*plans); !yes) return complain(yes.error());
  }
  return approve(session, asked, *plans);
}

}  // namespace

void add_redistribute(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("redistribute", "Do again what did not succeed: plan, approval, run");
  verb->footer(
      "Examples:\n  redrive redistribute ids-0079 J-4k0c2v9wz1mq7e3h --plan-only\n  redrive redistribute --ticket "
      "RD-2026-000123\n"
      "  redrive redistribute ids-0079 J-4k0c2v9wz1mq7e3h --approve blake2b:… --wait");
  auto asked = std::make_shared<Asked>();
  auto* what = verb->add_option_group("what");
  auto* server = what->add_option("SERVER", asked->server, "Intermediate server, with JOB");
  auto* job = what->add_option("JOB", asked->job, "Its job");
  server->needs(job);
  auto* ticket = what->add_option("--ticket", asked->ticket, "What this ticket covers")->excludes(server);
  what->add_flag("--all-failed", asked->all_failed, "Every server with open failure records")
      ->excludes(server)
      ->excludes(ticket);
  verb->add_option("--exclude", asked->exclude, "Leave these devices out: names or patterns (* and ?), again for more")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  verb->add_flag("--from-start", asked->from_start, "Repeat the steps that have succeeded on a device, too");
  verb->add_flag("--plan-only", asked->plan_only, "Show the plans and leave them waiting for approval");
  auto* yes = verb->add_flag("--yes", asked->yes, "Approve the plans made now without asking");
  verb->add_option("--approve", asked->digest, "Approve only the plan with this digest")->excludes(yes);
  verb->add_flag("--wait", asked->wait, "Show progress until the runs have ended");
  verb->callback([&session, asked] {
    if (asked->server.empty() && asked->ticket.empty() && !asked->all_failed)
      throw CLI::RequiredError("SERVER JOB, --ticket or --all-failed");
    session.act = [&session, asked] { return redistribute(session, *asked); };
  });
}

}  // namespace redrive::cli
