#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

std::string refused_keys(const Json& answer) {
  if (answer["pending"].empty()) return {};
  return "\nKeys that were refused. If you know one: redrive agents accept KEY NAME\n" +
         table_of(answer["pending"],
                  {field("KEY", "key"), field("ADDRESS", "address"), field("TIMES", "times"), time("LAST", "last_at")},
                  "");
}

void add_one(CLI::App& agents, Session& session, const char* name, const char* help, const char* example,
             std::vector<std::string> arguments,
             std::function<base::Result<Json>(Client&, const std::vector<std::string>&)> call,
             std::function<std::string(const std::vector<std::string>&)> done) {
  auto* verb = agents.add_subcommand(name, help);
  verb->footer(cmdline::told("", {example}));
  auto given = std::make_shared<std::vector<std::string>>(arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool is_key = arguments[i] == "KEY";
    verb->add_option(arguments[i], (*given)[i],
                     is_key ? "As redrive-agent key prints it there" : "Of the intermediate server")
        ->required();
  }
  verb->callback([&session, given, call, done] {
    session.act = [&session, given, call, done] {
      Client client = session.client();
      return show(session, call(client, *given), [&](const Json&) { return done(*given); });
    };
  });
}

}  // namespace

void add_agents(CLI::App& app, Session& session) {
  auto* agents = app.add_subcommand("agents", "Which keys may speak as which intermediate server");
  agents->require_subcommand(1);
  agents->footer(cmdline::told("", {"redrive agents list"}));
  auto* list = agents->add_subcommand("list", "Accepted agents by name, and keys waiting to be accepted");
  list->footer(cmdline::told("", {"redrive agents list", "redrive agents list --jsonl"}));
  make_list(*list, session,
            {"/api/v1/agents",
             {},
             {field("AGENT", "name"), state("CONNECTED", "connected"), field("VERSION", "version"),
              time("LAST HEARD", "last_heard"), field("KEY", "key")},
             "no agent is accepted yet",
             {},
             false,
             refused_keys});
  add_one(
      *agents, session, "accept", "Let the agent with this key in, under this name",
      "redrive agents accept 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7' ids-0079", {"KEY", "NAME"},
      [](Client& client, const auto& given) {
        return client.post("/api/v1/agents", {{"key", given[0]}, {"name", given[1]}});
      },
      [](const auto& given) { return given[1] + " accepted; it connects by itself within a minute"; });
  add_one(
      *agents, session, "reject", "Let this agent in no longer", "redrive agents reject ids-0079", {"NAME"},
      [](Client& client, const auto& given) { return client.remove("/api/v1/agents/" + path_part(given[0])); },
      [](const auto& given) { return given[0] + " is let in no longer"; });
  add_one(
      *agents, session, "replace-key", "The agent of this name has a new key (its machine was replaced)",
      "redrive agents replace-key ids-0079 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7'", {"NAME", "KEY"},
      [](Client& client, const auto& given) {
        return client.put("/api/v1/agents/" + path_part(given[0]) + "/key", {{"key", given[1]}});
      },
      [](const auto& given) { return given[0] + " is now known by the new key only"; });
}

}  // namespace redrive::cli
