#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"

namespace redrive::cli {

void add_classify(CLI::App& app, Session& session) {
  auto* classify = app.add_subcommand("classify", "Which failure type a message gets, and by which rule");
  classify->footer("Example: redrive classify 'write failed: No space left on device'");
  auto text = std::make_shared<std::string>();
  classify->add_option("TEXT", *text)->required();
  classify->callback([&session, text] {
    session.act = [&session, text] {
      return show(session, session.client().post("/api/v1/classify", {{"text", *text}}), [](const Json& answer) {
        return facts(answer, {field("type", "failure_type"), field("rule", "rule"), field("why", "reason")});
      });
    };
  });
}

}  // namespace redrive::cli
