#include "central/http/endpoints.h"

#include <iterator>

namespace redrive::central {

std::vector<Endpoint> all_endpoints() {
  Endpoints all;
  for (auto part :
       {alert_endpoints,  failure_endpoints,        tracking_endpoints,      rule_endpoints,    threshold_endpoints,
        outage_endpoints, ticket_endpoints,         received_mail_endpoints, mail_endpoints,    agent_endpoints,
        login_endpoints,  people_endpoints,         device_endpoints,        routing_endpoints, package_endpoints,
        job_endpoints,    redistribution_endpoints, rollout_endpoints,       tool_endpoints,    status_endpoints,
        event_endpoints,  overview_endpoints,       page_endpoints}) {
    std::ranges::move(part(), std::back_inserter(all));
  }
  return all;
}

}  // namespace redrive::central
