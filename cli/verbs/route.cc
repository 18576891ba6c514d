#include <CLI/CLI.hpp>
#include <cstdlib>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

std::string percent(const Json& item, const std::string& name) {
  const std::string part = value(item, name);
  return part.empty() ? "" : fmt::format("{:.0f} %", 100 * std::strtod(part.c_str(), nullptr));
}

std::string chain_of(const Json& centres) {
  std::string chain;
  for (const auto& centre : centres) chain += (chain.empty() ? "" : ", then ") + value(centre, "id");
  return chain;
}

std::string explained(const Json& answer) {
  const Column unlisted{
      "", [](const Json& a) { return std::string(value(a, "listed") == "no" ? "not in the inventory" : ""); }};
  const Column code{"location", [](const Json& a) {
                      const std::string known = value(a, "location.code");
                      return known.empty() ? std::string("not known") : known;
                    }};
  const Column confidence{"confidence", [](const Json& a) { return percent(a, "location.confidence"); }};
  const Column fallbacks{"fallbacks", [](const Json& a) { return chain_of(a.at("fallbacks")); }};
  return facts(
      answer,
      {field("device", "device"), unlisted, field("server", "server"), field("reported as", "location.reported"), code,
       field("", "location.name"), field("matched by", "location.matched_by"), confidence,
       field("otherwise", "location.runner_up"), field("verified", "location.verified"),
       field("location because", "location.reason"), field("centre", "centre.id"), field("", "centre.name"),
       field("mail", "centre.email"), field("centre because", "reason"), fallbacks});
}

void add_explain(CLI::App& route, Session& session) {
  struct Asked {
    std::string device, location, package, scope;
  };
  auto* verb = route.add_subcommand("explain", "For a device: its place, its centre, who comes next, and why");
  verb->footer(cmdline::told("", {"redrive route explain dev-0079-17",
                                  "redrive route explain dev-0079-17 --location '82 Kigns Way, Bldg 24'"}));
  auto asked = std::make_shared<Asked>();
  verb->add_option("DEVICE", asked->device, "Its name")->required();
  verb->add_option("--location", asked->location, "As an alert would write it");
  verb->add_option("--package", asked->package, "Package the ticket is about, with --scope package")->type_name("NAME");
  verb->add_option("--scope", asked->scope, "How wide the ticket would be")
      ->type_name("SCOPE")
      ->check(CLI::IsMember({"device", "server", "site", "package", "fleet"}));
  verb->callback([&session, asked] {
    session.act = [&session, asked] {
      return show(session,
                  session.client().get("/api/v1/routes/explain", {{"device", asked->device},
                                                                  {"location", asked->location},
                                                                  {"package", asked->package},
                                                                  {"scope", asked->scope}}),
                  explained);
    };
  });
}

}  // namespace

void add_route(CLI::App& app, Session& session) {
  auto* route = app.add_subcommand("route", "The maintenance centres, and which a ticket would go to");
  route->require_subcommand(1);
  add_explain(*route, session);
  route->footer(
      cmdline::told("", {"redrive route centres", "redrive route explain dev-0079-17", "redrive route lint"}));
  auto* centres = route->add_subcommand("centres", "The maintenance centres, and whose tickets go to each");
  centres->footer(cmdline::told("", {"redrive route centres"}));
  make_list(*centres, session,
            {"/api/v1/centres",
             {},
             {field("CENTRE", "id"), field("NAME", "name"), field("MAIL", "email"), field("FALLBACK", "fallback"),
              field("SITES", "sites"), field("PACKAGES", "packages"), field("DEFAULT FOR", "default_for")},
             "there is no centre: central.toml needs a [[centre]]"});
  auto* lint = route->add_subcommand("lint", "What sends tickets nowhere, to nobody, or to the wrong centre");
  lint->footer(cmdline::told("", {"redrive route lint"}));
  make_list(*lint, session,
            {"/api/v1/routes/lint",
             {},
             {field("WHAT", "kind"), field("SUBJECT", "subject"), first_line_of("", "text")},
             "nothing is wrong with the routes"});
  auto* unmatched =
      route->add_subcommand("unmatched", "Reported locations to fix: unknown, unclear, or against the inventory");
  unmatched->footer(cmdline::told("", {"redrive route unmatched --since 7d"}));
  make_list(*unmatched, session,
            {"/api/v1/locations/to-fix",
             {{"--since", "since", "Of alerts since this RFC 3339 time, or this span ago, such as 2h", "TIME"}},
             {first_line_of("REPORTED", "reported"), field("ALERTS", "alerts"), field("TICKETS", "tickets"),
              time("LAST", "last_at"), field("SERVER", "server"), field("DEVICE", "device"), field("TAKEN AS", "code"),
              field("OR", "runner_up"), field("VERIFIED", "verified"), first_line_of("TO DO", "suggestion")},
             "every reported location is known"});
}

}  // namespace redrive::cli
