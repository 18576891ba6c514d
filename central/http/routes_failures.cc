// failures, open and cleared.
#include <sstream>

#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"
#include "central/store/overview.h"

namespace redrive::central {
namespace {

using base::Result;

// The words of "q", as far as there is room for them; a longer search is an error, not a wider answer.
std::vector<std::string> read_words(Query& query) {
  std::vector<std::string> words;
  std::istringstream text(query.text("q"));
  for (std::string word; text >> word;) words.push_back(word);
  if (words.size() > kMostWords) query.complain(fmt::format("\"q\" takes {} words at most", kMostWords));
  return words;
}

FailureFilter read_filter(Query& query, base::UtcTime now) {
  return {query.text("server"), query.text("device"), query.text("job"),  query.failure_type(), query.text("package"),
          query.text("ticket"), query.since(now),     query.text("site"), read_words(query)};
}

Result<Response> list_open(const HttpContext& context, Request& request) {
  Query query(request);
  const auto filter = read_filter(query, context.clock.utc());
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  return list_from_store(context, [&](Database& db) { return list_failures(db, filter, page); });
}

Result<Response> list_cleared(const HttpContext& context, Request& request) {
  Query query(request);
  const auto filter = read_filter(query, context.clock.utc());
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  return list_from_store(context, [&](Database& db) { return list_cleared_failures(db, filter, page); });
}

Json facet_json(const std::vector<FacetCount>& counts) {
  Json items = Json::array();
  for (const auto& count : counts) items.push_back({{"value", text_or_null(count.value)}, {"open", count.open}});
  return items;
}

Result<Response> facets(const HttpContext& context, Request& request) {
  Query query(request);
  const auto filter = read_filter(query, context.clock.utc());
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  auto found = context.readers.read([&](Database& db) { return failure_facets(db, filter); });
  if (!found) return tl::unexpected(found.error());
  return json_response(200, {{"open", found->open},
                             {"by_type", facet_json(found->by_type)},
                             {"by_site", facet_json(found->by_site)},
                             {"by_server", facet_json(found->by_server)},
                             {"by_package", facet_json(found->by_package)}});
}

}  // namespace

Endpoints failure_endpoints() {
  return {{.method = "GET",
           .pattern = "/api/v1/failures",
           .need = Need::kViewer,
           .handler = list_open,
           .kept_until = resource("failures")},
          {.method = "GET",
           .pattern = "/api/v1/failures/facets",
           .need = Need::kViewer,
           .handler = facets,
           .kept_until = resource("failures")},
          {"GET", "/api/v1/failures/cleared", Need::kViewer, list_cleared}};
}

}  // namespace redrive::central
