#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"

namespace redrive::cli {

void add_redistributions(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("redistributions", "Plans waiting for approval, running, and done");
  verb->require_subcommand(1);
  make_list(*verb->add_subcommand("list", "Newest first"), session,
            {"/api/v1/redistributions",
             {{"--state", "state", "planned, approved, running, finished, refused, expired or rejected"}},
             {field("ID", "id"), field("STATE", "state"), field("SERVER", "server"), field("JOB", "job"),
              field("DEVICES", "devices"), field("SUCCEEDED", "succeeded"), field("FAILED", "failed"),
              field("BY", "decided_by"), first_line_of("WHY", "why")},
             "no redistributions"});
  auto id = std::make_shared<std::string>();
  auto why = std::make_shared<std::string>();
  auto* refuse = verb->add_subcommand("refuse", "Refuse a plan that waits for approval");
  refuse->add_option("ID", *id)->required();
  refuse->add_option("WHY", *why, "The reason")->required();
  refuse->callback([&session, id, why] {
    session.act = [&session, id, why] {
      return show(session,
                  session.client().post("/api/v1/redistributions/" + path_part(*id) + "/refuse", {{"why", *why}}),
                  [&](const Json&) { return *id + " refused"; });
    };
  });
}

}  // namespace redrive::cli
