#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"

namespace redrive::cli {

void add_plan(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("plan", "What a redistribution of a job on a server would do now; changes nothing");
  verb->footer("Example: redrive plan ids-0079 J-4k0c2v9wz1mq7e3h");
  auto asked = std::make_shared<std::pair<std::string, std::string>>();
  verb->add_option("SERVER", asked->first, "Intermediate server")->required();
  verb->add_option("JOB", asked->second)->required();
  verb->callback([&session, asked] {
    session.act = [&session, asked] {
      return show(session,
                  session.client().get("/api/v1/plan/" + path_part(asked->first) + "/" + path_part(asked->second)),
                  plan_text);
    };
  });
}

}  // namespace redrive::cli
