#include "central/core/scopes.h"

namespace redrive::central {
namespace {

std::string subject_of(const DeviceIndex& devices, model::Scope scope, const Facts& facts) {
  for (const auto& wide : kWideScopes) {
    if (wide.scope == scope) return std::string(wide.subject(facts));
  }
  return own_subject(devices, facts);
}

}  // namespace

std::string own_subject(const DeviceIndex& devices, const Facts& facts) {
  if (facts.device.empty()) return std::string(facts.server);
  if (facts.server.empty() || devices.find(facts.device)) return std::string(facts.device);
  return std::string(facts.server).append("/").append(facts.device);
}

std::string_view member_of(model::Scope scope, const Facts& facts) {
  for (const auto& wide : kWideScopes) {
    if (wide.scope == scope) return wide.member(facts);
  }
  return facts.device;
}

std::string cause_key(model::Scope scope, std::string_view subject, std::string_view type) {
  std::string key;
  key.reserve(subject.size() + type.size() + 2);
  key.push_back(static_cast<char>('0' + static_cast<int>(scope)));
  return key.append(subject).append(1, '\x1f').append(type);
}

std::string cause_key(const DeviceIndex& devices, const model::Ticket& ticket) {
  return cause_key(ticket.scope, subject_of(devices, ticket.scope, facts_of(ticket)), ticket.failure_type);
}

}  // namespace redrive::central
