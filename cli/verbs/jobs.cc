#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

std::string job_text(const Json& job) {
  return facts(job, {field("job", "job"), field("name", "name"), state("state", "state"), time("started", "created_at"),
                     field("by", "created_by"), field("devices", "devices"), field("succeeded", "succeeded"),
                     field("failed", "failed")}) +
         "\n" +
         table_of(job["servers"],
                  {field("SERVER", "server"), state("STATE", "state"), field("DEVICES", "devices"),
                   field("SUCCEEDED", "succeeded"), field("FAILED", "failed"), first_line_of("WHY", "why")},
                  "no servers");
}

}  // namespace

void add_jobs(CLI::App& app, Session& session) {
  auto* jobs = app.add_subcommand("jobs", "Distribution jobs");
  jobs->require_subcommand(1);
  jobs->footer(cmdline::told("", {"redrive jobs list"}));
  auto* list = jobs->add_subcommand("list", "Newest first");
  list->footer(
      cmdline::told("", {"redrive jobs list --state running", "redrive jobs list --server ids-0079 --limit 20"}));
  make_list(*list, session,
            {"/api/v1/jobs",
             {{"--state",
               "state",
               "Only in this state",
               "STATE",
               {"queued", "running", "finished", "no_report", "refused", "cancelled"}},
              {"--server", "server", "Only those that go through this intermediate server"}},
             {field("JOB", "job"), field("NAME", "name"), state("STATE", "state"), time("STARTED", "created_at"),
              field("BY", "created_by")},
             "no jobs; start one with: redrive distribute FILE"});
  auto id = std::make_shared<std::string>();
  auto* one = jobs->add_subcommand("show", "One job, with the outcome per server");
  one->footer(cmdline::told("", {"redrive jobs show J-4k0c2v9wz1mq7e3h"}));
  one->add_option("JOB", *id, "Its id")->required();
  one->callback([&session, id] {
    session.act = [&session, id] {
      return show(session, session.client().get("/api/v1/jobs/" + path_part(*id)), job_text);
    };
  });
  auto* cancel = jobs->add_subcommand("cancel", "Stop a job: what runs is ended, what waits is cancelled");
  cancel->footer(cmdline::told("", {"redrive jobs cancel J-4k0c2v9wz1mq7e3h"}));
  cancel->add_option("JOB", *id, "Its id")->required();
  cancel->callback([&session, id] {
    session.act = [&session, id] {
      return show(session, session.client().post("/api/v1/jobs/" + path_part(*id) + "/cancel", Json::object()),
                  [&](const Json&) { return *id + " is being cancelled"; });
    };
  });
}

}  // namespace redrive::cli
