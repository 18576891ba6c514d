#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"

namespace redrive::cli {

void add_route(CLI::App& app, Session& session) {
  auto* route = app.add_subcommand("route", "Which maintenance centre a ticket would go to");
  route->require_subcommand(1);
  auto* explain = route->add_subcommand("explain", "For a device, and why");
  explain->footer("Example: redrive route explain dev-0079-17");
  auto device = std::make_shared<std::string>();
  explain->add_option("DEVICE", *device)->required();
  explain->callback([&session, device] {
    session.act = [&session, device] {
      return show(
          session, session.client().get("/api/v1/routes/explain", {{"device", *device}}), [](const Json& answer) {
            return facts(answer,
                         {field("device", "device"), field("server", "server"), field("location", "location.code"),
                          field("", "location.name"), field("location because", "location.reason"),
                          field("centre", "centre.id"), field("mail", "centre.email"),
                          field("fallback", "centre.fallback"), field("centre because", "reason")});
          });
    };
  });
}

}  // namespace redrive::cli
