#include "central/http/json_views.h"

namespace redrive::central {

Json to_json(const JobRow& row) {
  return {{"job", row.id},
          {"name", row.name},
          {"created_by", row.created_by},
          {"created_at", time_or_null(row.created_at)}};
}

Json to_json(const JobServerRow& row) {
  return {{"server", row.server},       {"state", row.state},   {"devices", row.devices},
          {"succeeded", row.succeeded}, {"failed", row.failed}, {"why", text_or_null(row.why)}};
}

Json to_json(const RedistributionRow& row) {
  return {{"id", row.id},
          {"server", row.server},
          {"job", row.job},
          {"state", row.state},
          {"ticket", text_or_null(row.ticket)},
          {"digest", row.plan.digest},
          {"completeness", model::to_string(row.plan.completeness)},
          {"devices", row.plan.devices.size()},
          {"created_at", time_or_null(row.created_at)},
          {"created_by", row.created_by},
          {"decided_by", text_or_null(row.decided_by)},
          {"why", text_or_null(row.why)},
          {"succeeded", row.succeeded},
          {"failed", row.failed},
          {"expires_at", time_or_null(row.plan.expires_at)}};
}

}  // namespace redrive::central
