#include "central/http/selection.h"

#include <fmt/format.h>

#include <set>

#include "shared/base/names.h"

namespace redrive::central {
namespace {

std::vector<ChosenDevice> read_chosen(Body& body) {
  std::vector<ChosenDevice> chosen;
  each_object(body, "chosen", [&](Body& one) {
    chosen.push_back({one.needed("server"), one.needed("job"), one.text("device")});
    if (chosen.back().device.empty()) return;
    if (auto named = base::check_name("device", chosen.back().device); !named) one.complain(named.error().message);
  });
  if (chosen.size() > kMostChosen)
    body.complain(fmt::format("\"chosen\" has {} entries; at most {} are taken", chosen.size(), kMostChosen));
  return chosen;
}

// "3 chosen failures on 2 servers"; "J-1 on 2 servers" where all of it was chosen there
std::string in_words(const std::vector<ChosenDevice>& chosen) {
  std::set<std::string> servers, jobs;
  bool whole = true;
  for (const auto& [server, job, device] : chosen) {
    servers.insert(server), jobs.insert(job);
    whole = whole && device.empty();
  }
  const auto several = [](std::size_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
  };
  return fmt::format("{} on {}", whole && jobs.size() == 1 ? *jobs.begin() : several(chosen.size(), "chosen failure"),
                     several(servers.size(), "server"));
}

}  // namespace

RedistributionSelection read_selection(Body& body) {
  RedistributionSelection selection;
  selection.server = body.text("server");
  selection.job = body.text("job");
  selection.ticket = body.text("ticket");
  selection.failure_type = body.text("type");
  selection.package = body.text("package");
  selection.all_failed = body.flag("all_failed");
  selection.chosen = read_chosen(body);
  const bool by_job = !selection.server.empty() && !selection.job.empty();
  const bool half = selection.server.empty() != selection.job.empty();
  const bool by_kind = !selection.failure_type.empty() || !selection.package.empty();
  const bool by_hand = !selection.chosen.empty();
  if (half || by_job + by_hand + !selection.ticket.empty() + selection.all_failed + by_kind != 1) {
    body.complain(
        "one of \"server\" and \"job\", \"chosen\", \"ticket\", \"type\" and \"package\" (one or both), or "
        "\"all_failed\" is needed");
  }
  selection.tool = body.text("tool");
  auto wishes = model::checked_wishes({body.texts("exclude"), body.flag("from_start"), "", body.texts("only")});
  if (!wishes) {
    body.complain(wishes.error().message);
  } else if (!wishes->only.empty() && by_hand) {
    body.complain("\"only\" and \"chosen\" exclude each other: the devices are chosen already");
  } else {
    selection.wishes = *std::move(wishes);
  }
  return selection;
}

base::Result<model::PlanWishes> read_wishes(Query& query) {
  return model::checked_wishes({query.texts("exclude"), query.flag("from_start"), "", query.texts("only")});
}

std::string in_words(const RedistributionSelection& selection) {
  if (!selection.server.empty()) return fmt::format("{} on {}", selection.job, selection.server);
  if (!selection.chosen.empty()) return in_words(selection.chosen);
  if (!selection.ticket.empty()) return "ticket " + selection.ticket;
  std::string words = selection.failure_type.empty() ? "all that failed" : selection.failure_type;
  if (!selection.package.empty()) words += " of package " + selection.package;
  return words;
}

}  // namespace redrive::central
