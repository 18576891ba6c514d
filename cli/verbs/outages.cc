#include <CLI/CLI.hpp>
#include <filesystem>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"
#include "shared/sys/file.h"

namespace redrive::cli {
namespace {

const std::vector<Column>& columns() {
  static const std::vector<Column> all{field("ID", "id"),
                                       field("SERVER", "server"),
                                       field("DEVICE", "device"),
                                       field("SITE", "site"),
                                       state("STATE", "state"),
                                       time("NEXT", "next.start"),
                                       time("UNTIL", "next.end"),
                                       field("REPEAT", "repeat"),
                                       field("DEVICES", "covers.devices"),
                                       field("ALERTS INSIDE", "alerts_inside"),
                                       field("SOURCE", "source"),
                                       first_line_of("REASON", "reason")};
  return all;
}

// What a preview tells besides: who has a ticket already, and whether it goes too far.
std::string reach_text(const Json& answer) {
  const std::string tickets = value(answer, "tickets");
  const std::string broad = value(answer, "too_broad");
  return fmt::format("open tickets  {}\n", tickets.empty() ? "none" : tickets) +
         (broad.empty() ? "" : broad + "; without --force it is refused\n");
}

struct Asked {
  std::string server, device, site, start, end, duration, repeat, zone, reason;
  bool preview = false, force = false;
};

int add_outage(const Session& session, const Asked& asked) {
  Json body = Json::object();
  const std::pair<const char*, const std::string*> given[] = {
      {"server", &asked.server}, {"device", &asked.device}, {"site", &asked.site},
      {"start", &asked.start},   {"end", &asked.end},       {"duration", &asked.duration},
      {"repeat", &asked.repeat}, {"zone", &asked.zone},     {"reason", &asked.reason}};
  for (const auto& [name, text] : given) {
    if (!text->empty()) body[name] = *text;
  }
  const Query query{{"preview", asked.preview ? "true" : ""}, {"force", asked.force ? "true" : ""}};
  return show(session, session.client().post("/api/v1/outages", body, query),
              [&](const Json& outage) { return facts(outage, columns()) + (asked.preview ? reach_text(outage) : ""); });
}

// ---- import

struct AskedImport {
  std::string file, zone;
  bool preview = false, force = false;
};

std::string imported_text(const Json& answer) {
  return table_of(answer.at("items"), columns(), "the calendar holds no outage to come") +
         (answer.contains("added") ? fmt::format("\n{} added, {} changed, {} removed", value(answer, "added"),
                                                 value(answer, "changed"), value(answer, "removed"))
                                   : "\n" + reach_text(answer) + "nothing was taken; without --preview it is");
}

int import_outages(const Session& session, const AskedImport& asked) {
  const auto text = sys::read_file(asked.file);
  if (!text) return complain(text.error());
  const std::filesystem::path path(asked.file);
  const Query query{{"preview", asked.preview ? "true" : ""},
                    {"force", asked.force ? "true" : ""},
                    {"zone", asked.zone},
                    {"file", path.filename().string()}};
  return show(session, session.client().post_text("/api/v1/outages/import", "text/calendar", *text, query),
              imported_text);
}

void add_import(CLI::App& outages, Session& session) {
  auto* verb = outages.add_subcommand("import", "Take the events of an iCalendar file (RFC 5545) as outages");
  verb->footer(cmdline::told(
      "An event says what it covers in a line of its description: redrive: site=PUN024\n\nEvents are known by "
      "their UID: importing a file again changes them, a cancelled one is removed.",
      {"redrive outages import power.ics --preview", "redrive outages import power.ics --zone Europe/Oslo"}));
  auto asked = std::make_shared<AskedImport>();
  verb->add_option("FILE", asked->file, "iCalendar file")->required();
  verb->add_option("--zone", asked->zone, "Time zone of times that name none, such as Europe/Oslo")->type_name("ZONE");
  verb->add_flag("--preview", asked->preview, "Only say what it would cover");
  verb->add_flag("--force", asked->force, "Even when it covers a large part of all devices");
  verb->callback([&session, asked] { session.act = [&session, asked] { return import_outages(session, *asked); }; });
}

}  // namespace

void add_outages(CLI::App& app, Session& session) {
  auto* outages = app.add_subcommand("outages", "What makes no ticket for a while, because it is known to be down");
  outages->require_subcommand(1);
  outages->footer(cmdline::told("", {"redrive outages list"}));
  auto* list = outages->add_subcommand("list", "Newest first");
  list->footer(cmdline::told("", {"redrive outages list"}));
  make_list(*list, session, {"/api/v1/outages", {}, columns(), "the outage list is empty"});

  auto* add = outages->add_subcommand("add", "Put a device, server or site on the outage list");
  add->footer(cmdline::told(
      "A rule (RFC 5545) lets it come again by the clock of a time zone. What covers a large part of all devices is "
      "refused unless --force is given.",
      {"redrive outages add --server ids-0079 --duration 2h --reason 'disk is being replaced'",
       "redrive outages add --site 'PUN*' --end 2026-03-08T04:00:00+01:00 --reason power --preview",
       "redrive outages add --site 'PUN*' --start 2026-03-08T02:00:00+01:00 --duration 2h --repeat "
       "'FREQ=WEEKLY;BYDAY=SU' --zone Europe/Oslo --reason maintenance"}));
  auto asked = std::make_shared<Asked>();
  auto* what = add->add_option_group("what", "Just one of these, a name or a pattern with * and ?");
  what->add_option("--server", asked->server, "Intermediate servers, with all their devices")->type_name("PATTERN");
  what->add_option("--device", asked->device, "Devices")->type_name("PATTERN");
  what->add_option("--site", asked->site, "Location codes")->type_name("PATTERN");
  what->require_option(1);
  add->add_option("--start", asked->start, "RFC 3339 time; now when not given")->type_name("TIME");
  auto* until = add->add_option_group("until", "Just one of these");
  until->add_option("--end", asked->end, "RFC 3339 time")->type_name("TIME");
  until->add_option("--duration", asked->duration, "A span such as 2h")->type_name("SPAN");
  until->require_option(1);
  add->add_option("--repeat", asked->repeat, "Rule by which it comes again (RFC 5545), such as FREQ=WEEKLY;BYDAY=SU")
      ->type_name("RULE");
  add->add_option("--zone", asked->zone, "Time zone whose clock the rule follows, such as Europe/Oslo")
      ->type_name("ZONE");
  add->add_option("--reason", asked->reason, "Why, for everybody who wonders")->required();
  add->add_flag("--preview", asked->preview, "Only say what it would cover");
  add->add_flag("--force", asked->force, "Even when it covers a large part of all devices");
  add->callback([&session, asked] { session.act = [&session, asked] { return add_outage(session, *asked); }; });

  add_import(*outages, session);

  auto* remove = outages->add_subcommand("remove", "Take an outage off the list");
  auto id = std::make_shared<std::string>();
  remove->footer(
      cmdline::told("One of the configuration or its calendars is taken out there instead; the answer says where.",
                    {"redrive outages remove O-4k0c2v9wz1mq7e3h"}));
  remove->add_option("ID", *id, "As list shows it")->required();
  remove->callback([&session, id] {
    session.act = [&session, id] {
      return show(session, session.client().remove("/api/v1/outages/" + path_part(*id)),
                  [&](const Json&) { return *id + " removed"; });
    };
  });
}

}  // namespace redrive::cli
