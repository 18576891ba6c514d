// Include it in .cc files only. The table's parts, a resource each; every function stands in the routes_*.cc file of
// its name.
#pragma once

#include <vector>

#include "central/http/arguments.h"
#include "central/http/dispatcher.h"
#include "central/http/json_views.h"

namespace redrive::central {

using Endpoints = std::vector<Endpoint>;

Endpoints alert_endpoints();
Endpoints failure_endpoints();
Endpoints tracking_endpoints();
Endpoints rule_endpoints();
Endpoints threshold_endpoints();
Endpoints outage_endpoints();
Endpoints ticket_endpoints();
Endpoints received_mail_endpoints();  // before those of mail: "received" is no number
Endpoints mail_endpoints();
Endpoints agent_endpoints();
Endpoints login_endpoints();
Endpoints people_endpoints();
Endpoints device_endpoints();
Endpoints routing_endpoints();
Endpoints package_endpoints();
Endpoints job_endpoints();
Endpoints redistribution_endpoints();
Endpoints rollout_endpoints();
Endpoints tool_endpoints();
Endpoints status_endpoints();
Endpoints event_endpoints();
Endpoints overview_endpoints();
Endpoints page_endpoints();  // the console's; last, for they take every path outside /api/

// Runs a list_* function of the store with a page and answers its page.
template <typename List>
base::Result<Response> list_from_store(const HttpContext& context, List list) {
  auto page = context.readers.read(list);
  if (!page) return tl::unexpected<base::Error>(page.error());
  return list_response(array_of(page->items), page->next);
}

// kNotFound naming what was looked for.
inline tl::unexpected<base::Error> not_found(std::string_view what, std::string_view name) {
  return base::fail(base::ErrorCode::kNotFound, fmt::format("there is no {} {}", what, name.substr(0, 128)));
}

}  // namespace redrive::central
