#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"

namespace redrive::cli {

void add_plan(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("plan", "What a redistribution of a job on a server would do now; changes nothing");
  verb->footer(
      "Examples:\n  redrive plan ids-0079 J-4k0c2v9wz1mq7e3h\n  redrive plan ids-0079 J-4k0c2v9wz1mq7e3h --tool 1.4.0");
  struct Asked {
    std::string server, job, tool;
  };
  auto asked = std::make_shared<Asked>();
  verb->add_option("SERVER", asked->server, "Intermediate server")->required();
  verb->add_option("JOB", asked->job)->required();
  add_tool_option(*verb, asked->tool);
  verb->callback([&session, asked] {
    session.act = [&session, asked] {
      const std::string path = "/api/v1/plan/" + path_part(asked->server) + "/" + path_part(asked->job);
      return show(session, session.client().get(path, {{"tool", asked->tool}}), plan_text);
    };
  });
}

}  // namespace redrive::cli
