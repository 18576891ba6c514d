// Central's values as JSON, one place each; docs/api.md shows the shapes. Include it in .cc files only.
#pragma once

#include "central/core/rollout.h"
#include "central/core/thresholds.h"
#include "central/flow/planned.h"
#include "central/intake/agent_calls.h"
#include "central/intake/agent_directory.h"
#include "central/store/audit.h"
#include "central/store/failures.h"
#include "central/store/inbox.h"
#include "central/store/jobs.h"
#include "central/store/mail_outbox.h"
#include "central/store/outages.h"
#include "central/store/received_mail.h"
#include "central/store/tickets.h"
#include "central/store/tools.h"
#include "shared/config/central_options.h"
#include "shared/model/inventory.h"
#include "shared/view/json.h"

namespace redrive::central {

using view::Json;
using view::text_or_null;
using view::time_or_null;
using view::to_json;

Json to_json(const AlertListRow& row);
Json to_json(const model::Failure& failure);
Json to_json(const model::FailedAgain& run);
Json to_json(const ClearedFailure& cleared);
Json to_json(const Counter& counter, const Limit& limit, base::UtcTime now);
Json to_json(const MailRow& row);        // without the message
Json to_json(const ReceivedMail& mail);  // without the bytes
Json to_json(const TimelineEntry& entry);
Json to_json(const AuditRow& row);
Json to_json(const model::Device& device);
Json to_json(const JobRow& row);
Json to_json(const JobServerRow& row);
Json to_json(const PlannedRedistribution& planned);
Json to_json(const RolloutRow& row);  // without its members
Json to_json(const RolloutMember& member);
Json to_json(const RolloutCounts& counts);
Json to_json(const RedistributionRow& row);  // without the plan
Json to_json(const ToolRow& tool);           // without the manifest
Json outage_json(const model::Outage& outage, const model::Inventory& inventory, const OutageCount& inside,
                 base::UtcTime now);

// An array of what to_json makes of each.
template <typename Items>
Json array_of(const Items& items) {
  Json out = Json::array();
  for (const auto& item : items) out.push_back(to_json(item));
  return out;
}

}  // namespace redrive::central
