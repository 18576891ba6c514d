#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"

namespace redrive::cli {
namespace {

const std::vector<Column>& columns() {
  static const std::vector<Column> all{field("ID", "id"),
                                       field("SERVER", "server"),
                                       field("DEVICE", "device"),
                                       field("SITE", "site"),
                                       time("START", "start"),
                                       time("END", "end"),
                                       field("ACTIVE", "active"),
                                       field("DEVICES", "covers.devices"),
                                       first_line_of("REASON", "reason")};
  return all;
}

struct Asked {
  std::string server, device, site, start, end, duration, reason;
  bool preview = false;
};

int add_outage(const Session& session, const Asked& asked) {
  Json body = Json::object();
  const std::pair<const char*, const std::string*> given[] = {
      {"server", &asked.server}, {"device", &asked.device},     {"site", &asked.site},    {"start", &asked.start},
      {"end", &asked.end},       {"duration", &asked.duration}, {"reason", &asked.reason}};
  for (const auto& [name, text] : given) {
    if (!text->empty()) body[name] = *text;
  }
  return show(session, session.client().post("/api/v1/outages", body, {{"preview", asked.preview ? "true" : ""}}),
              [](const Json& outage) { return facts(outage, columns()); });
}

}  // namespace

void add_outages(CLI::App& app, Session& session) {
  auto* outages = app.add_subcommand("outages", "What makes no ticket for a while, because it is known to be down");
  outages->require_subcommand(1);
  make_list(*outages->add_subcommand("list", "Newest first"), session,
            {"/api/v1/outages", {}, columns(), "the outage list is empty"});

  auto* add = outages->add_subcommand("add", "Put a device, server or site on the outage list");
  add->footer("Example: redrive outages add --server ids-0079 --duration 2h --reason 'disk is being replaced'");
  auto asked = std::make_shared<Asked>();
  auto* what = add->add_option_group("what", "Just one of these, a name or a pattern with * and ?");
  what->add_option("--server", asked->server, "Intermediate servers, with all their devices");
  what->add_option("--device", asked->device, "Devices");
  what->add_option("--site", asked->site, "Location codes");
  what->require_option(1);
  add->add_option("--start", asked->start, "RFC 3339 time; now when not given");
  auto* until = add->add_option_group("until", "Just one of these");
  until->add_option("--end", asked->end, "RFC 3339 time");
  until->add_option("--duration", asked->duration, "A span such as 2h");
  until->require_option(1);
  add->add_option("--reason", asked->reason, "Why, for everybody who wonders")->required();
  add->add_flag("--preview", asked->preview, "Only say what it would cover");
  add->callback([&session, asked] { session.act = [&session, asked] { return add_outage(session, *asked); }; });

  auto* remove = outages->add_subcommand("remove", "Take an outage off the list");
  auto id = std::make_shared<std::string>();
  remove->add_option("ID", *id)->required();
  remove->callback([&session, id] {
    session.act = [&session, id] {
      return show(session, session.client().remove("/api/v1/outages/" + path_part(*id)),
                  [&](const Json&) { return *id + " removed"; });
    };
  });
}

}  // namespace redrive::cli
