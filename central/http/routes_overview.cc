// overview: what is wrong now, where, since when, and who has it in hand; what the console's first page shows.
#include <ranges>

#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"
#include "central/http/summary.h"
#include "central/store/overview.h"

namespace redrive::central {
namespace {

using base::Result;

constexpr std::size_t kMostSites = 50, kMostTypes = 50, kMostPackages = 20, kMostSilent = 50;
constexpr PageRequest kNewestTickets{50, 0};
constexpr base::Micros kStretch = std::chrono::minutes(30);
constexpr std::size_t kStretches = 48;

// What the store says of it.
struct Overview {
  std::vector<SiteTrouble> sites;
  FailureFacets facets;
  std::vector<Flow> over_time;
  TicketAges ages;
  std::vector<model::Ticket> tickets;
  Approvals redistributions, rollouts;
  Summary summary;
};

// Fills `into` when it is well; false otherwise, with the error in `problem`.
template <typename T>
bool take(Result<T> from, T& into, base::Status& problem) {
  if (!from) {
    problem = tl::unexpected<base::Error>(std::move(from.error()));
    return false;
  }
  into = *std::move(from);
  return true;
}

Result<Overview> look(Database& db, base::UtcTime now) {
  Overview out;
  base::Status problem;
  Page<model::Ticket> tickets;
  const bool well = take(trouble_by_site(db), out.sites, problem) &&
                    take(failure_facets(db, {}), out.facets, problem) &&
                    take(failures_over_time(db, now, kStretch, kStretches), out.over_time, problem) &&
                    take(ticket_ages(db), out.ages, problem) &&
                    take(list_tickets(db, {.not_closed = true}, kNewestTickets), tickets, problem) &&
                    take(redistribution_approvals(db), out.redistributions, problem) &&
                    take(rollout_approvals(db), out.rollouts, problem) && take(summarize(db), out.summary, problem);
  if (!well) return tl::unexpected<base::Error>(std::move(problem.error()));
  out.tickets = std::move(tickets.items);
  return out;
}

Json site_json(const SiteTrouble& trouble, const model::Inventory& inventory) {
  const auto known = inventory.locations.find(trouble.site);
  std::vector<std::pair<std::string, std::uint64_t>> types(trouble.types.begin(), trouble.types.end());
  std::ranges::stable_sort(types, std::ranges::greater{}, &std::pair<std::string, std::uint64_t>::second);
  Json by_type = Json::array();
  for (const auto& [type, open] : types) by_type.push_back({{"type", type}, {"open", open}});
  return {{"site", text_or_null(trouble.site)},
          {"name", known == inventory.locations.end() ? Json(nullptr) : text_or_null(known->second.name)},
          {"open", trouble.open},
          {"devices", trouble.devices},
          {"servers", trouble.servers},
          {"types", std::move(by_type)},
          {"last_at", time_or_null(trouble.last_at)}};
}

Json types_json(const Overview& o) {
  Json items = Json::array();
  for (const auto& count : o.facets.by_type) {
    const auto sites =
        std::ranges::count_if(o.sites, [&](const auto& site) { return site.types.contains(count.value); });
    items.push_back({{"type", count.value}, {"open", count.open}, {"sites", sites}});
    if (items.size() == kMostTypes) break;
  }
  return items;
}

Json failures_json(const Overview& o, const model::Inventory& inventory) {
  Json sites = Json::array(), packages = Json::array();
  for (const auto& site : o.sites | std::views::take(kMostSites)) sites.push_back(site_json(site, inventory));
  for (const auto& count : o.facets.by_package | std::views::take(kMostPackages)) {
    packages.push_back({{"package", text_or_null(count.value)}, {"open", count.open}});
  }
  return {{"open", o.facets.open},
          {"sites", o.sites.size()},
          {"by_site", std::move(sites)},
          {"by_type", types_json(o)},
          {"by_package", std::move(packages)}};
}

Json tickets_json(const Overview& o) {
  return {{"open", o.ages.open},
          {"acked", o.ages.acked},
          {"held", o.ages.held},
          {"unsent", o.ages.unsent},
          {"oldest_at", o.ages.oldest_at ? time_or_null(*o.ages.oldest_at) : Json(nullptr)},
          {"items", array_of(o.tickets)}};
}

Json flow_json(const Overview& o) {
  Json items = Json::array();
  for (const auto& flow : o.over_time) {
    items.push_back({{"at", base::format_rfc3339(flow.at)}, {"opened", flow.opened}, {"cleared", flow.cleared}});
  }
  return items;
}

Json agents_json(const HttpContext& context) {
  std::uint64_t accepted = 0, connected = 0;
  Json silent = Json::array();
  for (const auto& status : context.agents.agents()) {
    ++accepted;
    if (status.connected) ++connected;
    if (!status.connected && silent.size() < kMostSilent) silent.push_back(status.name);
  }
  return {{"connected", connected},
          {"accepted", accepted},
          {"pending", context.directory.pending().size()},
          {"silent", std::move(silent)}};
}

Json approvals_json(const Approvals& approvals) {
  return {{"running", approvals.running}, {"waiting_approval", approvals.waiting}};
}

Result<Response> overview(const HttpContext& context, Request& request) {
  Query query(request);
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  const auto now = context.clock.utc();
  auto looked = context.readers.read([&](Database& db) { return look(db, now); });
  if (!looked) return tl::unexpected<base::Error>(looked.error());
  const auto options = context.options.get();
  return json_response(200, {{"time", base::format_rfc3339(now)},
                             {"name", options->name},
                             {"failures", failures_json(*looked, options->inventory)},
                             {"over_time", flow_json(*looked)},
                             {"tickets", tickets_json(*looked)},
                             {"mail", mail_json(looked->summary)},
                             {"agents", agents_json(context)},
                             {"redistributions", approvals_json(looked->redistributions)},
                             {"rollouts", approvals_json(looked->rollouts)}});
}

}  // namespace

Endpoints overview_endpoints() {
  return {{.method = "GET",
           .pattern = "/api/v1/overview",
           .need = Need::kViewer,
           .handler = overview,
           .kept_until = resources({"failures", "tickets", "mail", "agents", "redistributions", "rollouts", "audit"})}};
}

}  // namespace redrive::central
