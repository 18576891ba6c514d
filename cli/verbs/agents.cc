#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"

namespace redrive::cli {
namespace {

std::string agents_text(const Json& answer) {
  std::string out = table_of(answer["items"],
                             {field("AGENT", "name"), field("CONNECTED", "connected"), field("VERSION", "version"),
                              time("LAST HEARD", "last_heard"), field("KEY", "key")},
                             "no agent is accepted yet");
  if (answer["pending"].empty()) return out;
  return out + "\nKeys that were refused. If you know one: redrive agents accept KEY NAME\n" +
         table_of(answer["pending"],
                  {field("KEY", "key"), field("ADDRESS", "address"), field("TIMES", "times"), time("LAST", "last_at")},
                  "");
}

void add_one(CLI::App& agents, Session& session, const char* name, const char* help, std::vector<std::string> arguments,
             std::function<base::Result<Json>(Client&, const std::vector<std::string>&)> call,
             std::function<std::string(const std::vector<std::string>&)> done) {
  auto* verb = agents.add_subcommand(name, help);
  auto given = std::make_shared<std::vector<std::string>>(arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) verb->add_option(arguments[i], (*given)[i])->required();
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
  agents->add_subcommand("list", "Accepted agents, and keys waiting to be accepted")->callback([&session] {
    session.act = [&session] {
      return show(session, session.client().get("/api/v1/agents", {{"limit", "1000"}}), agents_text);
    };
  });
  add_one(
      *agents, session, "accept", "Let the agent with this key in, under this name", {"KEY", "NAME"},
      [](Client& client, const auto& given) {
        return client.post("/api/v1/agents", {{"key", given[0]}, {"name", given[1]}});
      },
      [](const auto& given) { return given[1] + " accepted; it connects by itself within a minute"; });
  add_one(
      *agents, session, "reject", "Let this agent in no longer", {"NAME"},
      [](Client& client, const auto& given) { return client.remove("/api/v1/agents/" + path_part(given[0])); },
      [](const auto& given) { return given[0] + " is let in no longer"; });
  add_one(
      *agents, session, "replace-key", "The agent of this name has a new key (its machine was replaced)",
      {"NAME", "KEY"},
      [](Client& client, const auto& given) {
        return client.put("/api/v1/agents/" + path_part(given[0]) + "/key", {{"key", given[1]}});
      },
      [](const auto& given) { return given[0] + " is now known by the new key only"; });
}

}  // namespace redrive::cli
