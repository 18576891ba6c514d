#include "central/http/selection.h"

#include <fmt/format.h>

namespace redrive::central {

RedistributionSelection read_selection(Body& body) {
  RedistributionSelection selection;
  selection.server = body.text("server");
  selection.job = body.text("job");
  selection.ticket = body.text("ticket");
  selection.failure_type = body.text("type");
  selection.package = body.text("package");
  selection.all_failed = body.flag("all_failed");
  const bool by_job = !selection.server.empty() && !selection.job.empty();
  const bool half = selection.server.empty() != selection.job.empty();
  const bool by_kind = !selection.failure_type.empty() || !selection.package.empty();
  if (half || by_job + !selection.ticket.empty() + selection.all_failed + by_kind != 1) {
    body.complain(
        "one of \"server\" and \"job\", \"ticket\", \"type\" and \"package\" (one or both), or \"all_failed\" is "
        "needed");
  }
  selection.tool = body.text("tool");
  selection.wishes.from_start = body.flag("from_start");
  auto exclude = model::checked_exclusions(body.texts("exclude"));
  if (exclude) {
    selection.wishes.exclude = *std::move(exclude);
  } else {
    body.complain("\"exclude\": " + exclude.error().message);
  }
  return selection;
}

base::Result<model::PlanWishes> read_wishes(Query& query) {
  model::PlanWishes wishes;
  wishes.from_start = query.flag("from_start");
  auto exclude = model::checked_exclusions(query.texts("exclude"));
  if (!exclude) return base::fail_in("the parameter \"exclude\"", exclude.error());
  wishes.exclude = *std::move(exclude);
  return wishes;
}

std::string in_words(const RedistributionSelection& selection) {
  if (!selection.server.empty()) return fmt::format("{} on {}", selection.job, selection.server);
  if (!selection.ticket.empty()) return "ticket " + selection.ticket;
  std::string words = selection.failure_type.empty() ? "all that failed" : selection.failure_type;
  if (!selection.package.empty()) words += " of package " + selection.package;
  return words;
}

}  // namespace redrive::central
