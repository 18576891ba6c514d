// redrive redistribute: affected servers -> their plans -> shown -> approved by digest -> watched until they end. What
// may be many servers goes as a rollout: one table, one digest, in waves.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "cli/job_progress.h"
#include "cli/list_verb.h"
#include "cli/rollout_text.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

struct Asked {
  std::string server, job, ticket, type, package, failures, digest, tool;
  Wishes wishes{};
  bool all_failed = false, plan_only = false, yes = false, wait = false;
  WaveOptions waves{};

  bool is_rollout() const {
    return waves.given || all_failed || !type.empty() || !package.empty() || !failures.empty();
  }
};

// What `redrive failures list --jsonl` printed, a failure a line.
base::Result<Json> chosen_in(const std::string& file) {
  std::ifstream opened;
  if (file != "-") opened.open(file);
  if (file != "-" && !opened)
    return base::fail(base::ErrorCode::kInvalid, fmt::format("--failures: cannot read '{}'", file));
  std::istream& in = file == "-" ? std::cin : opened;
  Json chosen = Json::array();
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const Json failure = Json::parse(line, nullptr, false);
    if (!failure.is_object() || value(failure, "server").empty() || value(failure, "job").empty()) {
      return base::fail(base::ErrorCode::kInvalid,
                        fmt::format("--failures: line {} is no failure with a server and a job", number));
    }
    chosen.push_back(
        {{"server", failure["server"]}, {"job", failure["job"]}, {"device", failure.value("device", Json())}});
  }
  if (chosen.empty()) return base::fail(base::ErrorCode::kNotFound, "--failures: there is no failure in it");
  return chosen;
}

base::Result<Json> what_of(const Asked& asked) {
  if (!asked.failures.empty()) {
    auto chosen = chosen_in(asked.failures);
    if (!chosen) return tl::unexpected(chosen.error());
    return Json{{"chosen", *std::move(chosen)}};
  }
  if (asked.all_failed) return Json{{"all_failed", true}};
  if (!asked.ticket.empty()) return Json{{"ticket", asked.ticket}};
  if (!asked.type.empty() || !asked.package.empty()) return Json{{"type", asked.type}, {"package", asked.package}};
  return Json{{"server", asked.server}, {"job", asked.job}};
}

base::Result<Json> selection(const Asked& asked) {
  auto wanted = what_of(asked);
  if (!wanted) return wanted;
  if (!asked.wishes.exclude.empty()) (*wanted)["exclude"] = asked.wishes.exclude;
  if (!asked.wishes.only.empty()) (*wanted)["only"] = asked.wishes.only;
  if (asked.wishes.from_start) (*wanted)["from_start"] = true;
  if (!asked.tool.empty()) (*wanted)["tool"] = asked.tool;
  return wanted;
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

base::Status asked_person(const std::string& what) {
  if (isatty(STDIN_FILENO) == 0) {
    return base::fail(base::ErrorCode::kInvalid,
                      "nobody to ask: give --approve DIGEST, --yes, or --plan-only to look first");
  }
  std::fprintf(stderr, "\nRun %s? Type 'approve' to run, anything else to leave it: ", what.c_str());
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
                    {field("ID", "id"), field("SERVER", "server"), field("JOB", "job"), state("STATE", "state"),
                     field("DEVICES", "devices"), field("SUCCEEDED", "succeeded"), field("FAILED", "failed"),
                     first_line_of("WHY", "why")},
                    "nothing was run");
  });
  return code;
}

int redistribute(const Session& session, const Asked& asked, const Json& selection) {
  auto planned = session.client().post("/api/v1/redistributions", selection);
  if (!planned) return complain(planned.error());
  if (asked.plan_only) return show(session, planned, plans_text);
  if (session.form() == Form::kText) print(plans_text(*planned));
  auto plans = chosen(*planned, asked);
  if (!plans) return complain(plans.error());
  if (asked.digest.empty() && !asked.yes) {
    const std::string what = plans->size() == 1 ? "this plan" : fmt::format("these {} plans", plans->size());
    if (auto yes = asked_person(what); !yes) return complain(yes.error());
  }
  return approve(session, asked, *plans);
}

int roll_out(const Session& session, const Asked& asked, const Json& selection) {
  // Nobody asked for waves: all at once, and none is held back because another failed again.
  Json request = asked.waves.given ? asked.waves.json() : Json{{"canary", 0}, {"wave", "100%"}, {"stop_at", "100%"}};
  request.update(selection);
  Client client = session.client();
  auto planned = client.post("/api/v1/rollouts", request);
  if (!planned) return complain(planned.error());
  if (asked.plan_only) return show(session, planned, rollout_plan_text);
  if (session.form() == Form::kText) print(rollout_plan_text(*planned));
  const std::string id = value(*planned, "id"), digest = value(*planned, "digest");
  if (!asked.digest.empty() && asked.digest != digest) {
    return complain(
        {base::ErrorCode::kConflict,
         fmt::format("what would run now has the digest {}: it has changed since; look at it again", digest)});
  }
  if (asked.digest.empty() && !asked.yes) {
    if (auto yes = asked_person("this rollout"); !yes) return complain(yes.error());
  }
  const std::string path = "/api/v1/rollouts/" + path_part(id);
  auto approved = client.post(path + "/approve", {{"digest", digest}});
  if (approved && asked.wait) approved = wait_until(session, path, rollout_has_ended, rollout_lines);
  const int shown = show(session, approved, rollout_text);
  if (shown != 0 || !asked.wait) return shown;
  return (*approved)["succeeded"] == (*approved)["devices"] ? 0 : 1;
}

int plan_and_run(const Session& session, const Asked& asked) {
  const auto wanted = selection(asked);
  if (!wanted) return complain(wanted.error());
  return asked.is_rollout() ? roll_out(session, asked, *wanted) : redistribute(session, asked, *wanted);
}

}  // namespace

void add_redistribute(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("redistribute", "Do again what did not succeed: plan, approval, run");
  verb->footer(cmdline::told(
      "The plans are shown first, and an approval is asked for on a terminal. With --type, --package, --failures, "
      "--all-failed or any option of the waves all plans are one rollout: one table, approved under one digest.",
      {"redrive redistribute ids-0079 J-4k0c2v9wz1mq7e3h --plan-only", "redrive redistribute --ticket RD-2026-000123",
       "redrive redistribute ids-0079 J-4k0c2v9wz1mq7e3h --approve blake2b:… --wait",
       "redrive redistribute --all-failed --canary 2 --wave 10% --pace 10m --wait",
       "redrive redistribute --type disk_full --plan-only",
       "redrive redistribute ids-0079 J-4k0c2v9wz1mq7e3h --only dev-7 --only dev-9 --plan-only",
       "redrive redistribute --failures failed.jsonl --plan-only"}));
  auto asked = std::make_shared<Asked>();
  auto* what = verb->add_option_group("what");
  auto* server = what->add_option("SERVER", asked->server, "Intermediate server, with JOB");
  auto* job = what->add_option("JOB", asked->job, "Its job");
  server->needs(job);
  auto* ticket =
      what->add_option("--ticket", asked->ticket, "What this ticket covers")->type_name("ID")->excludes(server);
  auto* all = what->add_flag("--all-failed", asked->all_failed, "Every server with open failure records")
                  ->excludes(server)
                  ->excludes(ticket);
  auto* failures =
      what->add_option(
              "--failures", asked->failures,
              "Just the devices of these failures, as `redrive failures list --jsonl` prints them: a file, or - for "
              "standard input")
          ->type_name("FILE")
          ->excludes(server)
          ->excludes(ticket)
          ->excludes(all);
  for (auto* kind :
       {what->add_option("--type", asked->type, "Servers where it failed with this type")->type_name("TYPE"),
        what->add_option("--package", asked->package, "Servers where this package failed")->type_name("NAME")})
    kind->excludes(server)->excludes(ticket)->excludes(all)->excludes(failures);
  add_wishes(*verb, asked->wishes);
  add_tool_option(*verb, asked->tool);
  verb->add_flag("--plan-only", asked->plan_only, "Show the plans and leave them waiting for approval");
  auto* yes = verb->add_flag("--yes", asked->yes, "Approve the plans made now without asking");
  verb->add_option("--approve", asked->digest, "Approve only the plan with this digest")
      ->type_name("DIGEST")
      ->excludes(yes);
  verb->add_flag("--wait", asked->wait, "Show progress until the runs have ended, or the rollout is paused");
  add_wave_options(*verb, asked->waves);
  verb->callback([&session, asked] {
    if (asked->server.empty() && asked->ticket.empty() && asked->type.empty() && asked->package.empty() &&
        asked->failures.empty() && !asked->all_failed)
      throw CLI::RequiredError("SERVER JOB, --ticket, --type, --package, --failures or --all-failed");
    session.act = [&session, asked] { return plan_and_run(session, *asked); };
  });
}

}  // namespace redrive::cli
