#include "central/core/standing_out.h"

#include <algorithm>

#include "central/core/reach.h"

namespace redrive::central {
namespace {

bool most(std::size_t part, std::size_t of) {
  return 2 * part > of;
}

// One question about one cause.
struct Question {
  const Cause& cause;
  std::span<const Cause> wider;
  const Suspicion& suspicion;
  const TriageState& state;

  std::uint32_t limit() const { return cause.limit->limit; }
  std::uint32_t many() const { return std::max(limit(), 2U); }  // more than these are everywhere

  // Servers where the same package fails.
  std::size_t servers_with_package() const {
    const auto at =
        std::find_if(wider.begin(), wider.end(), [](const Cause& c) { return c.scope == model::Scope::kPackage; });
    return at == wider.end() ? 0 : at->count.members;
  }

  // Do many devices of this server fail so?
  bool broad(std::string_view server) const {
    const Tally* devices = state.counters.members(cause_key(model::Scope::kServer, server, suspicion.type));
    if (!devices) return false;
    const std::size_t all = std::max<std::size_t>(state.rules->shape.devices_of(server), 1);
    const std::size_t failing = devices->failed_since(suspicion.at - cause.limit->window);
    return failing > std::min<std::size_t>(limit(), all - 1) && 4 * failing >= all;
  }

  bool has_ticket(std::string_view server) const {
    const OpenTicket* open = state.tickets.of_cause(cause_key(model::Scope::kServer, server, suspicion.type));
    return open && suspicion.at - open->ticket.last_alert_at < cause.limit->quiet;
  }
};

bool server_stands_out(const Question& ask) {
  const auto& [failing, repeated, solid] = ask.cause.count;
  const std::size_t devices = ask.state.rules->shape.devices_of(ask.suspicion.facts.server);
  const bool together = failing > ask.limit();
  if (ask.suspicion.at_once) return together;
  if (together && ask.cause.limit->patient && 4 * failing >= 3 * devices) return true;
  if (together && !ask.cause.limit->patient) {
    const std::size_t share = ask.servers_with_package() > ask.limit() ? 3 : 10;
    if (failing * share >= devices) return true;
  }
  if (!ask.suspicion.persistent) return false;
  if (repeated > ask.limit()) return true;
  return repeated >= 2 && (2 * repeated >= devices || comes_from_server(ask.suspicion.type) ||
                           ask.state.tickets.of_cause(ask.cause.key));
}

bool site_stands_out(const Question& ask) {
  const auto& [failing, repeated, solid] = ask.cause.count;
  const auto& servers = ask.state.rules->shape.servers_of(ask.suspicion.facts.site);
  if (ask.suspicion.facts.device.empty()) {
    const std::size_t firm = ask.suspicion.persistent ? repeated : solid;
    return (firm >= 2 && most(firm, servers.size())) || (failing > ask.limit() && most(failing, servers.size()));
  }
  if (!ask.broad(ask.suspicion.facts.server)) return false;
  const auto firm = std::count_if(servers.begin(), servers.end(),
                                  [&](std::string_view server) { return ask.broad(server) || ask.has_ticket(server); });
  return firm >= 2 && most(static_cast<std::size_t>(firm), servers.size());
}

bool package_stands_out(const Question& ask) {
  const auto& [failing, repeated, solid] = ask.cause.count;
  const std::size_t firm = ask.suspicion.persistent ? repeated : solid;
  if (firm > ask.many() && 2 * firm >= failing) return true;
  if (ask.suspicion.persistent && ask.state.tickets.of_cause(ask.cause.key)) return true;
  if (firm < 2) return false;
  std::size_t broad = 0;
  ask.state.counters.members(ask.cause.key)->each([&](std::string_view server) { broad += ask.broad(server); });
  return broad >= 2 && 2 * broad >= failing;
}

bool fleet_stands_out(const Question& ask) {
  const auto& [failing, repeated, solid] = ask.cause.count;
  return solid > ask.many() && 2 * solid >= failing && 5 * solid >= ask.state.rules->shape.sites();
}

}  // namespace

bool stands_out(const Cause& cause, std::span<const Cause> wider, const Suspicion& suspicion,
                const TriageState& state) {
  if (cause.limit->configured) return cause.number > cause.limit->limit;
  if (!may_reach(cause.scope, suspicion.type)) return false;
  const Question ask{cause, wider, suspicion, state};
  switch (cause.scope) {
    case model::Scope::kServer:
      return server_stands_out(ask);
    case model::Scope::kSite:
      return site_stands_out(ask);
    case model::Scope::kPackage:
      return package_stands_out(ask);
    case model::Scope::kFleet:
      return fleet_stands_out(ask);
    case model::Scope::kDevice:
      break;
  }
  return false;
}

}  // namespace redrive::central
