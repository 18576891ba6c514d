#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

struct Asked {
  std::string server, job, tool;
  Wishes wishes{};
};

}  // namespace

void add_wishes(CLI::App& verb, Wishes& wishes) {
  verb.add_option("--exclude", wishes.exclude, "Leave these devices out: names or patterns (* and ?), again for more")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  verb.add_option("--only", wishes.only, "No other devices than these: names or patterns, again for more")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  verb.add_flag("--from-start", wishes.from_start, "Repeat the steps that have succeeded on a device, too");
}

void add_plan(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("plan", "What a redistribution of a job on a server would do now; changes nothing");
  verb->footer(cmdline::told(
      "", {"redrive plan ids-0079 J-4k0c2v9wz1mq7e3h", "redrive plan ids-0079 J-4k0c2v9wz1mq7e3h --tool 1.4.0",
           "redrive plan ids-0079 J-4k0c2v9wz1mq7e3h --exclude 'till-*' --from-start"}));
  auto asked = std::make_shared<Asked>();
  verb->add_option("SERVER", asked->server, "Intermediate server")->required();
  verb->add_option("JOB", asked->job, "Its job")->required();
  add_wishes(*verb, asked->wishes);
  add_tool_option(*verb, asked->tool);
  verb->callback([&session, asked] {
    session.act = [&session, asked] {
      Query query{{"tool", asked->tool}};
      for (const auto& pattern : asked->wishes.exclude) query.emplace_back("exclude", pattern);
      for (const auto& pattern : asked->wishes.only) query.emplace_back("only", pattern);
      if (asked->wishes.from_start) query.emplace_back("from_start", "true");
      return show(session,
                  session.client().get("/api/v1/plan/" + path_part(asked->server) + "/" + path_part(asked->job), query),
                  plan_text);
    };
  });
}

}  // namespace redrive::cli
