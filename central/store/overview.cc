#include "central/store/overview.h"

#include <algorithm>

#include "central/store/failure_filter.h"
#include "central/store/select.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;

using Counts = std::map<std::string, std::uint64_t, std::less<>>;

void add(Counts& counts, std::string_view value, std::uint64_t open) {
  if (const auto known = counts.find(value); known != counts.end()) {
    known->second += open;
  } else {
    counts.emplace(value, open);
  }
}

std::vector<FacetCount> most_first(const Counts& counts) {
  std::vector<FacetCount> out;
  for (const auto& [value, open] : counts) out.push_back({value, open});
  std::ranges::stable_sort(out, std::ranges::greater{}, &FacetCount::open);
  if (out.size() > kMostFacets) out.resize(kMostFacets);
  return out;
}

// Adds to the stretch of each row's time. The statement gives stretch numbers from 0 and counts.
Status add_stretches(Database& db, std::string_view sql, std::initializer_list<Value> parameters,
                     std::vector<Flow>& flow, std::uint64_t Flow::*what) {
  return db.query(sql, {parameters.begin(), parameters.size()}, [&](const Row& row) {
    Columns in(row);
    const auto stretch = in.integer();
    if (stretch >= 0 && stretch < std::ssize(flow)) flow[static_cast<std::size_t>(stretch)].*what += in.number();
  });
}

}  // namespace

// One pass over the records, grouped as fine as all four need it.
Result<FailureFacets> failure_facets(Database& db, const FailureFilter& filter) {
  static const std::string kSql = "SELECT failure_type, location, server, package, count(*) FROM failures WHERE " +
                                  failure_condition(1) + " GROUP BY failure_type, location, server, package";
  FailureFacets out;
  Counts types, sites, servers, packages;
  const auto done = db.query(kSql, failure_values(filter), [&](const Row& row) {
    const auto open = static_cast<std::uint64_t>(row.integer(4));
    out.open += open;
    add(types, row.text(0), open);
    add(sites, row.text(1), open);
    add(servers, row.text(2), open);
    add(packages, row.text(3), open);
  });
  if (!done) return tl::unexpected<base::Error>(done.error());
  out.by_type = most_first(types), out.by_site = most_first(sites);
  out.by_server = most_first(servers), out.by_package = most_first(packages);
  return out;
}

Result<std::vector<SiteTrouble>> trouble_by_site(Database& db) {
  std::map<std::string, SiteTrouble, std::less<>> sites;
  auto done =
      db.query("SELECT location, failure_type, count(*), max(last_at) FROM failures GROUP BY location, failure_type",
               {}, [&](const Row& row) {
                 Columns in(row);
                 const std::string site = in.text(), type = in.text();
                 SiteTrouble& trouble = sites[site];
                 trouble.site = site;
                 trouble.types[type] = in.number();
                 trouble.open += trouble.types[type];
                 trouble.last_at = std::max(trouble.last_at, in.time());
               });
  if (done) {
    done = db.query(
        "SELECT location, count(DISTINCT nullif(device, '')), count(DISTINCT nullif(server, '')) FROM failures GROUP "
        "BY location",
        {}, [&](const Row& row) {
          Columns in(row);
          SiteTrouble& trouble = sites[in.text()];
          trouble.devices = in.number();
          trouble.servers = in.number();
        });
  }
  if (!done) return tl::unexpected<base::Error>(done.error());
  std::vector<SiteTrouble> out;
  for (auto& [site, trouble] : sites) out.push_back(std::move(trouble));
  std::ranges::stable_sort(out, std::ranges::greater{},
                           [](const SiteTrouble& t) { return std::pair(t.devices, t.open); });
  return out;
}

Result<std::vector<Flow>> failures_over_time(Database& db, base::UtcTime now, base::Micros span, std::size_t count) {
  const std::int64_t length = span.count();
  const std::int64_t begin =
      (base::to_micros(now) / length - static_cast<std::int64_t>(count) + 1) * length;  // of the oldest stretch
  std::vector<Flow> flow(count);
  for (std::size_t i = 0; i < count; ++i) {
    flow[i].at = base::utc_from_micros(begin + static_cast<std::int64_t>(i) * length);
  }
  auto done = add_stretches(db, "SELECT (first_at - $1) / $2, count(*) FROM failures WHERE first_at >= $1 GROUP BY 1",
                            {begin, length}, flow, &Flow::opened);
  // What opened since then and is cleared was cleared since then, too.
  if (done) {
    done = add_stretches(db,
                         "SELECT (first_at - $1) / $2, count(*) FROM cleared_failures WHERE cleared_at >= $1 AND "
                         "first_at >= $1 GROUP BY 1",
                         {begin, length}, flow, &Flow::opened);
  }
  if (done) {
    done =
        add_stretches(db,
                      "SELECT (cleared_at - $1) / $2, count(*) FROM cleared_failures WHERE cleared_at >= $1 GROUP BY "
                      "1",
                      {begin, length}, flow, &Flow::cleared);
  }
  if (!done) return tl::unexpected<base::Error>(done.error());
  return flow;
}

Result<TicketAges> ticket_ages(Database& db) {
  TicketAges ages;
  const auto done = db.query(
      "SELECT state, count(*), min(opened_at), sum(CASE WHEN EXISTS (SELECT 1 FROM mail WHERE mail.ticket = "
      "tickets.id AND mail.state = 'sent') THEN 0 ELSE 1 END) FROM tickets WHERE state <> 'closed' GROUP BY state",
      {}, [&](const Row& row) {
        Columns in(row);
        const std::string state = in.text();
        const auto number = in.number();
        const auto oldest = in.time();
        if (state == "held") return void(ages.held = number);
        if (state == "acked") ages.acked = number;
        ages.open += number;
        ages.unsent += in.number();
        ages.oldest_at = ages.oldest_at ? std::min(*ages.oldest_at, oldest) : oldest;
      });
  if (!done) return tl::unexpected<base::Error>(done.error());
  return ages;
}

Result<Approvals> redistribution_approvals(Database& db) {
  const auto found = select_one<Approvals>(
      db,
      "SELECT (SELECT count(*) FROM redistributions WHERE state IN ('approved', 'running')), (SELECT count(*) FROM "
      "redistributions WHERE state = 'planned')",
      {}, [](const Row& row) {
        Columns in(row);
        return Approvals{in.number(), in.number()};
      });
  return found.map([](const auto& one) { return *one; });
}

Result<Approvals> rollout_approvals(Database& db) {
  const auto found = select_one<Approvals>(
      db,
      "SELECT (SELECT count(*) FROM rollouts WHERE state IN ('running', 'paused', 'cancelling')), (SELECT count(*) "
      "FROM rollouts WHERE state = 'planned')",
      {}, [](const Row& row) {
        Columns in(row);
        return Approvals{in.number(), in.number()};
      });
  return found.map([](const auto& one) { return *one; });
}

}  // namespace redrive::central
