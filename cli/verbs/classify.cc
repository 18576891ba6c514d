#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {

void add_classify(CLI::App& app, Session& session) {
  auto* classify = app.add_subcommand("classify", "Which failure type a message gets, by which rule, and why");
  classify->footer(cmdline::told("", {"redrive classify 'write failed: No space left on device'"}));
  auto text = std::make_shared<std::string>();
  classify->add_option("TEXT", *text, "As an alert would say it")->required();
  classify->callback([&session, text] {
    session.act = [&session, text] {
      return show(session, session.client().post("/api/v1/classify", {{"text", *text}}), [](const Json& answer) {
        return facts(answer, {field("type", "failure_type"), field("rule", "rule.place"), field("found", "matched"),
                              field("pattern", "rule.pattern"), field("why", "reason")});
      });
    };
  });
}

void add_rules(CLI::App& app, Session& session) {
  auto* rules = app.add_subcommand("rules", "What finds the failure type of an alert that gives none");
  rules->require_subcommand(1);
  rules->footer(cmdline::told("", {"redrive rules list"}));
  auto* list =
      rules->add_subcommand("list", "In the order they are tried: those of the configuration, then those that ship");
  list->footer(
      cmdline::told("HIDDEN BY names the rule before it that is found in almost every text and leaves it nothing.",
                    {"redrive rules list", "redrive rules list --jsonl"}));
  make_list(
      *list, session,
      {"/api/v1/rules",
       {},
       {field("RULE", "place"), field("TYPE", "type"), field("HIDDEN BY", "hidden_by"), field("PATTERN", "pattern")},
       "no rules: an alert without a failure type is unknown"});
}

}  // namespace redrive::cli
