#include <CLI/CLI.hpp>

#include "cli/job_progress.h"
#include "cli/list_verb.h"
#include "cli/rollout_text.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

std::string path_of(const std::string& id) {
  return "/api/v1/rollouts/" + path_part(id);
}

void add_show(CLI::App& rollouts, Session& session) {
  auto* one = rollouts.add_subcommand("show", "One rollout, its waves and servers");
  auto id = std::make_shared<std::string>();
  auto wait = std::make_shared<bool>(false);
  one->footer(cmdline::told(
      "", {"redrive rollouts show RO-4k0c2v9wz1mq7e3h", "redrive rollouts show RO-4k0c2v9wz1mq7e3h --wait"}));
  one->add_option("ID", *id, "As list shows it")->required();
  one->add_flag("--wait", *wait, "Show progress until it has ended or is paused");
  one->callback([&session, id, wait] {
    session.act = [&session, id, wait] {
      auto rollout = *wait ? wait_until(session, path_of(*id), rollout_has_ended, rollout_lines)
                           : session.client().get(path_of(*id));
      return show(session, rollout, rollout_text);
    };
  });
}

void add_approve(CLI::App& rollouts, Session& session) {
  auto* approve = rollouts.add_subcommand("approve", "Approve one that waits, by the digest of what was seen");
  auto id = std::make_shared<std::string>();
  auto digest = std::make_shared<std::string>();
  approve->footer(cmdline::told("", {"redrive rollouts approve RO-4k0c2v9wz1mq7e3h blake2b:…"}));
  approve->add_option("ID", *id, "As list shows it")->required();
  approve->add_option("DIGEST", *digest, "As list, show and the plan itself say it")->required();
  approve->callback([&session, id, digest] {
    session.act = [&session, id, digest] {
      return show(session, session.client().post(path_of(*id) + "/approve", {{"digest", *digest}}),
                  [&](const Json&) { return *id + " approved"; });
    };
  });
}

// Verbs that say why; `needed` where central wants to know.
void add_act(CLI::App& rollouts, Session& session, const std::string& name, const std::string& done,
             const std::string& help, bool needed) {
  auto* verb = rollouts.add_subcommand(name, help);
  auto id = std::make_shared<std::string>();
  auto why = std::make_shared<std::string>();
  verb->footer(cmdline::told("", {"redrive rollouts " + name + " RO-4k0c2v9wz1mq7e3h 'the backbone is slow'"}));
  verb->add_option("ID", *id, "As list shows it")->required();
  verb->add_option("WHY", *why, "The reason")->required(needed);
  verb->callback([&session, id, why, name, done] {
    session.act = [&session, id, why, name, done] {
      return show(session, session.client().post(path_of(*id) + "/" + name, {{"why", *why}}), [&](const Json& now) {
        const std::string is = value(now, "state");
        return fmt::format("{} {}{}", *id, done, is == done ? "" : "; it is " + is);
      });
    };
  });
}

}  // namespace

void add_rollouts(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("rollouts", "Many servers in waves: waiting for approval, running, and done");
  verb->require_subcommand(1);
  verb->footer(cmdline::told("", {"redrive redistribute --all-failed --canary 2 --wave 10% --pace 10m",
                                  "redrive rollouts show RO-4k0c2v9wz1mq7e3h --wait"}));
  auto* list = verb->add_subcommand("list", "Newest first");
  list->footer(cmdline::told("", {"redrive rollouts list --state running"}));
  make_list(*list, session,
            {"/api/v1/rollouts",
             {{"--state",
               "state",
               "Only in this state",
               "STATE",
               {"planned", "running", "paused", "finished", "cancelling", "cancelled", "refused", "expired"}}},
             {field("ID", "id"), state("STATE", "state"), field("OF", "what"), field("ASKED BY", "created_by"),
              field("DECIDED BY", "decided_by"), time("AT", "created_at"), first_line_of("WHY", "why")},
             "no rollouts"});
  add_show(*verb, session);
  add_approve(*verb, session);
  add_act(*verb, session, "refuse", "refused", "Refuse one that waits for approval", true);
  add_act(*verb, session, "pause", "paused", "Begin no further wave; what is under way goes on", false);
  add_act(*verb, session, "resume", "resumed", "Go on, in spite of what failed so far", false);
  add_act(*verb, session, "cancel", "cancelled", "Begin no further wave and stop what is under way", false);
}

}  // namespace redrive::cli
