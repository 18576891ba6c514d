// A small company, and the decision run over it without a store: what would be stored is kept in maps.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "central/core/triage.h"

namespace redrive::central::test {

using namespace std::chrono_literals;

// Servers ids-1 (PUN024) and ids-2 (OSL001), each with devices dev-<server>-1 … -20; centres mc-a (PUN024), mc-b
// (OSL001), noc for the rest.
inline config::CentralOptions company() {
  config::CentralOptions options;
  for (const auto* id : {"mc-a", "mc-b", "noc"}) {
    options.centres[id] = {id, id, {std::string(id) + "@example.org"}, id == std::string("noc") ? "" : "noc"};
  }
  options.inventory.locations["PUN024"] = {"PUN024", "82 Kings Way, Pune", {"Poona", "old pun-24"}, "mc-a"};
  options.inventory.locations["OSL001"] = {"OSL001", "Storgata 1, Oslo", {"Kristiania"}, "mc-b"};
  const auto add = [&](const std::string& name, model::DeviceRole role, const std::string& server,
                       const std::string& site) {
    options.inventory.devices[name] = {name, role, server, site, "", "", 0};
  };
  for (const auto& [number, site] : {std::pair{"1", "PUN024"}, std::pair{"2", "OSL001"}}) {
    const std::string server = std::string("ids-") + number;
    add(server, model::DeviceRole::kIntermediate, server, site);
    for (int i = 1; i <= 20; ++i) {
      add("dev-" + std::string(number) + "-" + std::to_string(i), model::DeviceRole::kRecipient, server, site);
    }
  }
  return options;
}

// The company where every device that fails is a ticket of its own; more than `storm_tickets` a minute are a storm.
inline config::CentralOptions stormy(std::uint32_t storm_tickets) {
  auto options = company();
  options.thresholds.limit = 0;
  options.mail.storm_tickets = storm_tickets;
  for (const auto* scope : {"server", "site", "fleet"}) {
    config::ThresholdRule never;
    never.scope = scope;
    never.limit = 1000;
    options.thresholds.rules.push_back(std::move(never));
  }
  return options;
}

struct World {
  explicit World(config::CentralOptions options = company())
      : rules(std::make_shared<const Rules>(std::make_shared<const config::CentralOptions>(std::move(options)))) {
    state = restore(rules, {});
  }

  // ---- what happens
  InboxRow row(model::Alert alert, model::AlertSource source = model::AlertSource::kHttp) {
    ++number;
    if (alert.id.empty()) alert.id = "a-" + std::to_string(number);
    if (alert.occurred_at == base::UtcTime{}) alert.occurred_at = now;
    return {number, now, source, "sender", std::move(alert)};
  }
  AlertDecision take(model::Alert alert, model::AlertSource source = model::AlertSource::kHttp) {
    const InboxRow taken = row(std::move(alert), source);
    Changes changes;
    decide_alert(state, taken, now, namer(), changes);
    apply(changes);
    rows.emplace(taken.number, taken);
    return decisions.at(taken.number);
  }
  AlertDecision fail(const std::string& device, const std::string& type = "disk_full", const std::string& job = "J-1") {
    return take({"", {}, "", device, job, "", type, "no space left", "", model::AlertStatus::kFiring, ""});
  }
  AlertDecision prove(const std::string& device, const std::string& type = "disk_full") {
    return take({"", {}, "", device, "", "", type, "fine again", "", model::AlertStatus::kResolved, ""});
  }
  AlertDecision succeed(const std::string& device, const std::string& job = "J-1") {
    return take({"", {}, "", device, job, "", "", "succeeded", "", model::AlertStatus::kResolved, ""},
                model::AlertSource::kAgent);
  }
  void pass(base::Micros span) {
    now += span;
    apply(decide_due(state, now));
  }
  // The state as a start of the program would read it.
  void restart() {
    StoredState stored;
    for (const auto& [key, failure] : failures) stored.failures.push_back(failure);
    for (const auto& [key, counter] : counters) stored.counters.push_back(counter);
    for (const auto& [cause, recovery] : recoveries) stored.recoveries.push_back(recovery);
    std::vector<model::Ticket> closed;
    for (const auto& [id, ticket] : tickets) {
      if (ticket.state != model::TicketState::kClosed) {
        stored.tickets.push_back(ticket);
      } else if (*ticket.closed_at >= now - rules->thresholds.longest_quiet()) {
        closed.push_back(ticket);
      }
    }
    const auto earlier = [](const model::Ticket& a, const model::Ticket& b) { return *a.closed_at < *b.closed_at; };
    std::stable_sort(closed.begin(), closed.end(), earlier);
    stored.tickets.insert(stored.tickets.end(), closed.begin(), closed.end());
    for (const auto& [centre, storm] : storms) stored.storms.push_back(storm);
    for (const auto& outage : outages) stored.outages.push_back(outage);
    for (auto at = decisions.rbegin(); at != decisions.rend(); ++at) {
      const InboxRow& alert = rows.at(at->first);
      if (!at->second.counted) continue;
      if (alert.received_at < now - rules->thresholds.longest_window()) continue;
      stored.decided.push_back(
          {key_of(alert, at->second), {at->first, alert.alert.id, alert.received_at}, !at->second.ticket.empty()});
    }
    state = restore(rules, std::move(stored));
  }

  // ---- what came of it
  std::vector<model::Ticket> all(model::TicketState wanted) const {
    std::vector<model::Ticket> out;
    for (const auto& [id, ticket] : tickets) {
      if (ticket.state == wanted) out.push_back(ticket);
    }
    return out;
  }
  std::vector<model::Ticket> open() const { return all(model::TicketState::kOpen); }
  // "opened RD-2026-000001 server"
  std::vector<std::string> mailed() const {
    std::vector<std::string> out;
    for (const auto& m : mails) {
      static constexpr const char* kNames[] = {"opened", "updated", "closed", "reminder", "escalation"};
      out.push_back(std::string(kNames[static_cast<int>(m.notice)]) + " " + m.ticket.id + " " +
                    std::string(model::to_string(m.ticket.scope)));
    }
    return out;
  }
  TicketNamer namer() {
    return [this](int year) { return fmt::format("RD-{}-{:06}", year, ++named); };
  }
  void apply(const Changes& changes);

  std::string key_of(const InboxRow& alert, const AlertDecision& decision) const;

  std::shared_ptr<const Rules> rules;
  TriageState state;
  base::UtcTime now = base::utc_from_micros(1'772'409'600'000'000);  // 2026-03-02
  std::int64_t number = 0;
  int named = 0;
  std::map<std::string, model::Failure> failures;
  std::map<std::string, Counter> counters;
  std::map<std::string, Recovery> recoveries;
  std::map<std::string, model::Ticket> tickets;
  std::map<std::string, Storm> storms;
  std::map<std::string, std::vector<std::string>> joined;  // alert ids by ticket
  std::vector<model::Outage> outages;
  std::map<std::string, int> inside;  // alerts counted, by outage
  std::vector<ClearedFailure> cleared;
  int announced = 0;
  std::vector<MailWanted> mails;
  std::vector<SummaryWanted> summaries;
  std::vector<std::string> updates;  // tickets of which further devices failed, or some again: "RD-1 soon"
  std::vector<TimelineEntry> timeline;
  std::map<std::int64_t, AlertDecision> decisions;
  std::map<std::int64_t, InboxRow> rows;
};

}  // namespace redrive::central::test
