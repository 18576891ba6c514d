#include "shared/view/json.h"
#include "shared/view/view.h"

namespace redrive::view {
namespace {

Json devices_of(const model::Plan& plan) {
  Json out = Json::array();
  for (const auto& planned : plan.devices) out.push_back({{"device", planned.device}, {"reason", planned.reason}});
  return out;
}

Json preflight_of(const model::Plan& plan) {
  Json out = Json::array();
  for (const auto& check : plan.preflight) {
    out.push_back({{"what", check.what}, {"good", check.good}, {"detail", check.detail}});
  }
  return out;
}

}  // namespace

Json to_json(const model::Plan& plan) {
  return {{"job", plan.job},
          {"server", plan.server},
          {"run", plan.run},
          {"digest", plan.digest},
          {"completeness", model::to_string(plan.completeness)},
          {"devices", devices_of(plan)},
          {"commands", plan.commands},
          {"diff", plan.diff},
          {"expires_at", time_or_null(plan.expires_at)},
          {"packages", to_array(plan.packages)},
          {"missing_packages", plan.missing_packages},
          {"parameters", to_json(plan.parameters)},
          {"preflight", preflight_of(plan)}};
}

Json to_json(const wire::DumpReply& dump) {
  // Straight into the underlying vector: Json's own emplace() looks through all names each time.
  Json outcomes = Json::object();
  auto& members = outcomes.get_ref<Json::object_t&>();
  for (const auto& outcome : dump.outcomes) members.emplace_back(outcome.device, to_json(outcome));
  return {{"job", dump.order.job},
          {"name", dump.order.name},
          {"server", dump.order.server},
          {"received_at", time_or_null(dump.received_at)},
          {"packages", to_array(dump.order.packages)},
          {"devices", dump.order.devices},
          {"parameters", to_json(dump.order.parameters)},
          {"outcomes", std::move(outcomes)},
          {"damage", dump.damage}};
}

std::string plan_json(const model::Plan& plan) {
  return to_text(to_json(plan));
}

std::string dump_json(const wire::DumpReply& dump) {
  return to_text(to_json(dump));
}

}  // namespace redrive::view
