#include "central/http/json_views.h"

namespace redrive::central {

Json to_json(const JobRow& row) {
  return {{"job", row.id},
          {"name", row.name},
          {"created_by", row.created_by},
          {"created_at", time_or_null(row.created_at)},
          {"state", row.state}};
}

Json to_json(const JobServerRow& row) {
  return {{"server", row.server},       {"state", row.state},   {"devices", row.devices},
          {"succeeded", row.succeeded}, {"failed", row.failed}, {"why", text_or_null(row.why)}};
}

Json to_json(const PlannedRedistribution& planned) {
  const bool made = planned.error.empty();
  return {{"id", text_or_null(planned.id)},
          {"server", planned.server},
          {"job", text_or_null(planned.job)},
          {"state", made ? Json("planned") : Json(nullptr)},
          {"plan", made ? to_json(planned.plan) : Json(nullptr)},
          {"error", text_or_null(planned.error)}};
}

Json to_json(const RolloutRow& row) {
  const RolloutPolicy& policy = row.policy;
  return {{"id", row.id},
          {"what", row.what},
          {"job", text_or_null(row.job)},
          {"state", row.state},
          {"why", text_or_null(row.why)},
          {"digest", row.digest},
          {"canary", policy.canary},
          {"wave", policy.wave > 0 ? Json(policy.wave) : Json(fmt::format("{}%", policy.wave_percent))},
          {"pace", base::format_duration(policy.pace)},
          {"stop_at", fmt::format("{}%", policy.stop_percent)},
          {"deadline", policy.deadline ? time_or_null(*policy.deadline) : Json(nullptr)},
          {"hours", policy.hours},
          {"zone", text_or_null(policy.zone)},
          {"created_at", time_or_null(row.created_at)},
          {"created_by", row.created_by},
          {"decided_by", text_or_null(row.decided_by)},
          {"begun_at", row.begun_at ? time_or_null(*row.begun_at) : Json(nullptr)}};
}

Json to_json(const RolloutMember& member) {
  return {{"server", member.server},
          {"job", member.job},
          {"redistribution", text_or_null(member.redistribution)},
          {"wave", member.wave},
          {"devices", member.devices},
          {"state", member.state},
          {"succeeded", member.succeeded},
          {"failed", member.failed},
          {"why", text_or_null(member.why)}};
}

Json to_json(const RolloutCounts& counts) {
  return {{"servers", counts.servers}, {"servers_begun", counts.begun},         {"servers_ended", counts.ended},
          {"devices", counts.devices}, {"devices_begun", counts.devices_begun}, {"succeeded", counts.succeeded},
          {"failed", counts.failed}};
}

Json to_json(const RedistributionRow& row) {
  return {{"id", row.id},
          {"server", row.server},
          {"job", row.job},
          {"state", row.state},
          {"ticket", text_or_null(row.ticket)},
          {"digest", row.plan.digest},
          {"completeness", model::to_string(row.plan.completeness)},
          {"tool", text_or_null(model::tool_version(row.plan.wishes.tool))},
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
