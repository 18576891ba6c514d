#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"

namespace redrive::cli {

void add_devices(CLI::App& app, Session& session) {
  auto* devices = app.add_subcommand("devices", "The inventory: intermediate servers and the devices they serve");
  devices->require_subcommand(1);
  make_list(*devices->add_subcommand("list", "By name"), session,
            {"/api/v1/devices",
             {{"--name", "name", "Name or pattern"},
              {"--role", "role", "intermediate or recipient"},
              {"--server", "server", "Only of this intermediate server"},
              {"--location", "location", "Only of this location code"}},
             {field("DEVICE", "name"), field("ROLE", "role"), field("SERVER", "server"), field("LOCATION", "location")},
             "no device matches"});
}

}  // namespace redrive::cli
