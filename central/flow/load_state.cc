#include "central/flow/load_state.h"

#include "central/calendar/event_times.h"
#include "central/core/case.h"
#include "central/flow/alert_flow.h"
#include "central/store/failures.h"
#include "central/store/inbox.h"
#include "central/store/outages.h"
#include "central/store/recoveries.h"
#include "central/store/rollouts.h"
#include "central/store/storms.h"
#include "central/store/tickets.h"
#include "shared/log/log.h"

namespace redrive::central {
namespace {

using base::Status;

constexpr std::size_t kMostDecided = 100'000;  // alerts looked at for those that wait for a ticket

Status read_decided(Database& db, const Rules& rules, base::UtcTime since, std::vector<StoredState::Decided>& out) {
  PageRequest request{1000, 0};
  AlertFilter filter;
  filter.since = since;
  for (std::size_t seen = 0; seen < kMostDecided; seen += request.limit) {
    auto page = list_alerts(db, filter, request);
    if (!page) return tl::unexpected<base::Error>(page.error());
    for (auto& [row, decision] : page->items) {
      if (decision.number == 0 || !decision.counted) continue;
      complete_names(rules.places.devices(), row.alert.server, row.alert.device);
      out.push_back({record_key(row.alert.server, row.alert.device, row.alert.job, decision.failure_type),
                     {row.number, std::move(row.alert.id), row.received_at},
                     !decision.ticket.empty()});
    }
    if (page->next == 0) break;
    request.after = page->next;
  }
  return {};
}

template <typename T>
Status take(base::Result<T> read, T& into) {
  if (!read) return tl::unexpected<base::Error>(read.error());
  into = std::move(*read);
  return {};
}

// Not closed, and closed so lately that they may open again.
Status read_tickets(FlowContext& flow, const Rules& rules, std::vector<model::Ticket>& out) {
  if (auto done = take(open_tickets(flow.db), out); !done) return done;
  std::vector<model::Ticket> closed;
  const base::UtcTime since = flow.clock.utc() - rules.thresholds.longest_quiet();
  if (auto done = take(tickets_closed_since(flow.db, since), closed); !done) return done;
  std::move(closed.begin(), closed.end(), std::back_inserter(out));
  return {};
}

Status load_triage(FlowContext& flow, std::shared_ptr<const Rules> rules) {
  StoredState stored;
  const base::UtcTime since = flow.clock.utc() - rules->thresholds.longest_window();
  if (auto done = take(all_failures(flow.db), stored.failures); !done) return done;
  if (auto done = take(all_counters(flow.db), stored.counters); !done) return done;
  if (auto done = take(all_recoveries(flow.db), stored.recoveries); !done) return done;
  if (auto done = read_tickets(flow, *rules, stored.tickets); !done) return done;
  if (auto done = take(all_storms(flow.db), stored.storms); !done) return done;
  if (auto done = take(all_outages(flow.db), stored.outages); !done) return done;
  if (auto done = read_decided(flow.db, *rules, since, stored.decided); !done) return done;
  for (const auto& outage : stored.outages) {
    if (!outage.times || calendar::times_from(outage.times.text())) continue;
    log::warning("outages",
                 fmt::format("{} ({}) never holds: its times cannot be read any more", outage.id, outage.reason));
  }
  const config::MailOptions& mail = rules->options->mail;
  auto templates = mail::parse_templates(mail.subject_template, mail.text_template, mail.html_template);
  if (!templates) return tl::unexpected<base::Error>(templates.error());
  flow.templates = *std::move(templates);
  flow.mail_rules = std::make_shared<const mail::MailRules>(rules->options->mail_rules);
  flow.triage = restore(std::move(rules), std::move(stored));
  return {};
}

// A reload brings its rules compiled; tens of thousands of devices are not to be indexed between two decisions.
std::shared_ptr<const Rules> rules_in_force(const FlowContext& flow) {
  auto options = flow.options.get();
  for (const auto& rules : {flow.triage.rules, flow.reloaded}) {
    if (rules && rules->options == options) return rules;
  }
  return std::make_shared<const Rules>(std::move(options));
}

Status load_recent(FlowContext& flow) {
  const auto& options = *flow.triage.rules->options;
  RecentIds::Key key;
  flow.random.fill(key);
  flow.recent.reset(key, options.recent_ids, options.dedupe_window);
  return each_recent_id(flow.db, flow.clock.utc() - options.dedupe_window,
                        [&](auto sender, auto id, base::UtcTime received) { flow.recent.add(sender, id, received); });
}

Status load_agents(FlowContext& flow) {
  std::vector<AgentRow> rows;
  if (auto done = take(all_agents(flow.db), rows); !done) return done;
  const auto before = std::exchange(flow.agents, {});
  for (auto& row : rows) {
    const auto same = before.find(row.agent);
    if (same != before.end() && same->second.silences == row.silences) row.alerted_after = same->second.alerted_after;
    flow.agents.insert_or_assign(row.agent, row);
  }
  return {};
}

// What a failed commit undid, or what fell due while central was down, is taken by the next sweep.
Status load_rollouts(FlowContext& flow) {
  std::vector<RolloutRow> rows;
  if (auto done = take(active_rollouts(flow.db), rows); !done) return done;
  flow.rollouts_due.reset();
  if (!rows.empty()) flow.rollouts_due = base::UtcTime{};
  return {};
}

}  // namespace

Status load_state(FlowContext& flow) {
  if (auto loaded = load_triage(flow, rules_in_force(flow)); !loaded) return loaded;
  if (auto loaded = load_agents(flow); !loaded) return loaded;
  if (auto loaded = load_rollouts(flow); !loaded) return loaded;
  flow.reports.anew(flow.clock.steady());  // while the store failed, reports could not be taken
  return load_recent(flow);
}

Status follow_options(FlowContext& flow) {
  auto rules = rules_in_force(flow);
  return rules == flow.triage.rules ? Status{} : load_triage(flow, std::move(rules));
}

}  // namespace redrive::central
