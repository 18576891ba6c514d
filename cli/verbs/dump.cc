#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

std::string dump_text(const Json& dump) {
  std::string out = facts(dump, {field("job", "job"), field("name", "name"), field("server", "server"),
                                 time("received", "received_at"), field("damage", "damage")});
  out += "\n" +
         table_of(dump["packages"], {field("PACKAGE", "name"), field("BYTES", "size"), field("DIGEST", "digest")},
                  "no packages") +
         "\n";
  std::vector<Column> parameters;
  for (const auto& [name, unused] : dump["parameters"].items()) parameters.push_back(field(name, name));
  out += facts(dump["parameters"], parameters) + "\n";
  Json devices = Json::array();
  for (const auto& device : dump["devices"]) {
    Json row = dump["outcomes"].value(device.get<std::string>(), Json::object());
    row["device"] = device;
    devices.push_back(std::move(row));
  }
  return out +
         table_of(devices,
                  {field("DEVICE", "device"), state("STATE", "state"), field("TYPE", "failure_type"), time("AT", "at")},
                  "no devices");
}

}  // namespace

void add_dump(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("dump", "What an intermediate server's own job log holds of a job");
  verb->footer(cmdline::told(
      "What was ordered (packages, devices, parameters) and the outcome per device, as that server itself keeps it; "
      "central's own records are not asked.",
      {"redrive dump ids-0079 J-4k0c2v9wz1mq7e3h", "redrive dump ids-0079 J-4k0c2v9wz1mq7e3h --json"}));
  auto asked = std::make_shared<std::pair<std::string, std::string>>();
  verb->add_option("SERVER", asked->first, "Intermediate server")->required();
  verb->add_option("JOB", asked->second, "Its job")->required();
  verb->callback([&session, asked] {
    session.act = [&session, asked] {
      return show(session,
                  session.client().get("/api/v1/dump/" + path_part(asked->first) + "/" + path_part(asked->second)),
                  dump_text);
    };
  });
}

}  // namespace redrive::cli
