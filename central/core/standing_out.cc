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

  // Devices of this server that failed so again and again.
  std::size_t repeated(std::string_view server) const {
    const Tally* devices = state.counters.members(cause_key(model::Scope::kServer, server, suspicion.type));
    return devices ? devices->repeated() : 0;
  }

  // Not quiet, and not proven to be over at half of its members.
  bool lasts(const OpenTicket* open) const {
    return open && suspicion.at - open->ticket.last_alert_at < cause.limit->quiet &&
           2 * open->failing.size() > open->ticket.members;
  }

  bool has_ticket(std::string_view server) const {
    return lasts(state.tickets.of_cause(cause_key(model::Scope::kServer, server, suspicion.type)));
  }

  // A device of this server, other than the one at hand, has a ticket of its own that lasts and was opened since.
  bool has_device_with_ticket(std::string_view server, base::UtcTime since) const {
    const auto& records = state.failures.of_cause(cause_key(model::Scope::kServer, server, suspicion.type));
    return std::any_of(records.begin(), records.end(), [&](const Record* record) {
      if (record->failure.device == suspicion.facts.device) return false;
      const OpenTicket* open = state.tickets.find(record->failure.ticket);
      return lasts(open) && open->ticket.scope == model::Scope::kDevice && open->ticket.opened_at > since;
    });
  }

  bool broad_site(std::string_view site) const {
    const auto& servers = state.rules->shape.servers_of(site);
    return std::any_of(servers.begin(), servers.end(), [&](std::string_view server) { return broad(server); });
  }
};

bool server_stands_out(const Question& ask) {
  const auto& [failing, repeated, solid] = ask.cause.count;
  const std::size_t devices = ask.state.rules->shape.devices_of(ask.suspicion.facts.server);
  const bool together = failing > ask.limit();
  if (ask.suspicion.at_once) return together;
  if (together && ask.cause.limit->patient && 10 * failing >= 9 * devices) return true;
  if (together && !ask.cause.limit->patient) {
    const std::size_t share = ask.servers_with_package() > ask.limit() ? 3 : 10;
    if (failing * share >= devices) return true;
  }
  if (!ask.suspicion.persistent) return false;
  if (repeated > std::min<std::size_t>(ask.limit(), kFew)) return true;
  if (comes_from_server(ask.suspicion.type)) {
    return repeated >= 2 || ask.has_device_with_ticket(ask.suspicion.facts.server, {});
  }
  return repeated >= 2 && (2 * repeated >= devices || ask.state.tickets.of_cause(ask.cause.key));
}

bool site_stands_out(const Question& ask) {
  const auto& [failing, repeated, solid] = ask.cause.count;
  const auto& servers = ask.state.rules->shape.servers_of(ask.suspicion.facts.site);
  if (ask.suspicion.facts.device.empty()) {
    const std::size_t firm = ask.suspicion.persistent ? repeated : solid;
    return (firm >= 2 && most(firm, servers.size())) || (failing > ask.limit() && most(failing, servers.size()));
  }
  const bool broad = ask.broad(ask.suspicion.facts.server);
  if (!broad && !ask.suspicion.persistent) return false;
  std::size_t firm = !broad, whole = 0;
  for (const std::string_view server : servers) {
    if (ask.broad(server) || ask.has_ticket(server)) {
      ++whole;
    } else if (server != ask.suspicion.facts.server) {
      firm += ask.has_device_with_ticket(server, ask.suspicion.at - kNearly);
    }
  }
  if (broad && whole >= 2 && most(whole, servers.size())) return true;
  return whole >= 1 && whole + firm > kFew && 2 * (whole + firm) >= servers.size();
}

bool package_stands_out(const Question& ask) {
  const auto& [failing, repeated, solid] = ask.cause.count;
  const std::size_t firm = ask.suspicion.persistent ? repeated : solid;
  if (firm > kFew && 2 * firm >= failing) return true;
  if (ask.suspicion.persistent && ask.state.tickets.of_cause(ask.cause.key)) return true;
  if (firm < 2 || 2 * firm < failing) return false;
  const bool release = !comes_from_server(ask.suspicion.type);
  std::size_t broad = 0;
  ask.state.counters.members(ask.cause.key)->each([&](std::string_view server) {
    broad += ask.broad(server) || (release && ask.repeated(server) >= 2);
  });
  return broad >= (release ? 1 : 2);
}

// What turned out to be the cause of some members only, or recovered at half of them, is not taken for theirs together
// again, unless more fail than before, or more than that half.
bool fell_apart(const Cause& cause, base::UtcTime at, const TriageState& state) {
  if (const OpenTicket* open = cause.open; open && cause.watched) {
    const Tally* members = state.counters.members(cause.key);
    return at - open->ticket.last_alert_at < cause.limit->quiet &&
           2 * members->failed_since(at - cause.failing_for) <= open->ticket.members;
  }
  const model::Ticket* ended = state.tickets.ended(cause.key);
  return ended && !ended->continued_in.empty() && at - *ended->closed_at < cause.limit->quiet &&
         cause.count.members <= ended->members;
}

bool fleet_stands_out(const Question& ask) {
  const std::size_t failing = ask.cause.count.members, solid = ask.cause.count.solid;
  const std::size_t sites = ask.state.rules->shape.sites();
  const auto everywhere = [&](std::size_t failed) {
    return failed > kFew && 2 * failed >= failing && 5 * failed >= sites;
  };
  if (!everywhere(solid) || ask.suspicion.facts.device.empty()) return everywhere(solid);
  std::size_t broad = 0;
  ask.state.counters.members(ask.cause.key)->each([&](std::string_view site) { broad += ask.broad_site(site); });
  return everywhere(broad);
}

}  // namespace

bool stands_out(const Cause& cause, std::span<const Cause> wider, const Suspicion& suspicion,
                const TriageState& state) {
  if (cause.limit->configured) return cause.number > cause.limit->limit;
  if (!may_reach(cause.scope, suspicion.type)) return false;
  if (fell_apart(cause, suspicion.at, state)) return false;
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
