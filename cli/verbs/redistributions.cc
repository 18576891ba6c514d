#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {

namespace {

void add_show(CLI::App& redistributions, Session& session) {
  auto* one = redistributions.add_subcommand("show", "One plan, whole, and what became of it");
  auto id = std::make_shared<std::string>();
  one->footer(cmdline::told("", {"redrive redistributions show R-4k0c2v9wz1mq7e3h"}));
  one->add_option("ID", *id, "As list shows it")->required();
  one->callback([&session, id] {
    session.act = [&session, id] {
      return show(session, session.client().get("/api/v1/redistributions/" + path_part(*id)), [](const Json& all) {
        return facts(all, {field("redistribution", "id"), state("state", "state"), field("asked for by", "created_by"),
                           field("decided by", "decided_by"), time("until", "expires_at")}) +
               "\n" + plan_text(all["plan"]);
      });
    };
  });
}

void add_approve(CLI::App& redistributions, Session& session) {
  auto* approve =
      redistributions.add_subcommand("approve", "Approve a plan that waits, by the digest of what was seen");
  auto id = std::make_shared<std::string>();
  auto digest = std::make_shared<std::string>();
  approve->footer(cmdline::told("Where central wants two persons, not by whoever asked for it.",
                                {"redrive redistributions approve R-4k0c2v9wz1mq7e3h blake2b:…"}));
  approve->add_option("ID", *id, "As list shows it")->required();
  approve->add_option("DIGEST", *digest, "As list, show and the plan itself say it")->required();
  approve->callback([&session, id, digest] {
    session.act = [&session, id, digest] {
      return show(
          session,
          session.client().post("/api/v1/redistributions/" + path_part(*id) + "/approve", {{"digest", *digest}}),
          [&](const Json&) { return *id + " approved"; });
    };
  });
}

}  // namespace

void add_redistributions(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("redistributions", "Plans waiting for approval, running, and done");
  verb->require_subcommand(1);
  verb->footer(cmdline::told("", {"redrive redistributions list --state planned"}));
  auto* list = verb->add_subcommand("list", "Newest first");
  list->footer(cmdline::told("", {"redrive redistributions list --state planned"}));
  make_list(
      *list, session,
      {"/api/v1/redistributions",
       {{"--state",
         "state",
         "Only in this state",
         "STATE",
         {"planned", "scheduled", "approved", "running", "finished", "refused", "expired", "rejected", "no_report"}}},
       {field("ID", "id"), state("STATE", "state"), field("SERVER", "server"), field("JOB", "job"),
        field("DEVICES", "devices"), field("SUCCEEDED", "succeeded"), field("FAILED", "failed"),
        field("ASKED BY", "created_by"), field("DECIDED BY", "decided_by"), first_line_of("WHY", "why")},
       "no redistributions"});
  add_show(*verb, session);
  add_approve(*verb, session);
  auto id = std::make_shared<std::string>();
  auto why = std::make_shared<std::string>();
  auto* refuse = verb->add_subcommand("refuse", "Refuse a plan that waits for approval");
  refuse->footer(cmdline::told("", {"redrive redistributions refuse R-4k0c2v9wz1mq7e3h 'the disk is not mended yet'"}));
  refuse->add_option("ID", *id, "As list shows it")->required();
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
