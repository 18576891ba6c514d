#include "central/http/metrics_text.h"

#include <algorithm>

#include "mail/transport/mail_transport.h"
#include "shared/version.h"

namespace redrive::central {
namespace {

class Text {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    fmt::format_to(std::back_inserter(out_), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  }
  template <typename Number>
  void sample(std::string_view name, Number value) {
    fmt::format_to(std::back_inserter(out_), "{} {}\n", name, value);
  }
  template <typename Number>
  void sample(std::string_view name, std::string_view label, std::string_view of, Number value) {
    fmt::format_to(std::back_inserter(out_), "{}{{{}=\"{}\"}} {}\n", name, label, of, value);
  }
  template <typename Number>
  void gauge(std::string_view name, std::string_view help, Number value) {
    family(name, "gauge", help);
    sample(name, value);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

constexpr std::array kSources{model::AlertSource::kAgent, model::AlertSource::kHttp, model::AlertSource::kMail,
                              model::AlertSource::kSyslog, model::AlertSource::kCentral};
constexpr std::array kScopes{model::Scope::kDevice, model::Scope::kServer, model::Scope::kSite, model::Scope::kPackage,
                             model::Scope::kFleet};
// By mail::Delivery; mail::to_string belongs to the transport, which this folder does not link.
constexpr std::array<std::string_view, 4> kDeliveryNames{"accepted", "refused", "later", "maybe_sent"};
static_assert(static_cast<std::size_t>(mail::Delivery::kMaybeSent) + 1 == kDeliveryNames.size());

double seconds_of(base::Micros span) {
  return static_cast<double>(span.count()) / 1e6;
}

void add_latency(Text& text, const Metrics& metrics) {
  constexpr std::string_view kName = "redrive_alert_to_ticket_seconds";
  text.family(kName, "histogram", "From an alert taken to its ticket committed.");
  for (std::size_t i = 0; i < metrics.latency_buckets.size(); ++i) {
    const bool last = i == Metrics::kLatencyBounds.size();
    text.sample(fmt::format("{}_bucket", kName), "le", last ? "+Inf" : fmt::format("{}", Metrics::kLatencyBounds[i]),
                metrics.latency_buckets[i].load());
  }
  text.sample(fmt::format("{}_sum", kName), static_cast<double>(metrics.latency_sum_micros) / 1e6);
  text.sample(fmt::format("{}_count", kName), metrics.latency_buckets.back().load());
}

void add_summary(Text& text, const Summary& s, base::UtcTime now) {
  text.gauge("redrive_outbox_depth", "Mails waiting to be sent, without the dead.", s.mail_pending);
  text.gauge("redrive_outbox_oldest_seconds", "Age of the oldest mail that waits to be sent; 0 when none does.",
             s.oldest_mail ? std::max(0.0, seconds_of(now - *s.oldest_mail)) : 0.0);
  text.gauge("redrive_mail_dead", "Mails given up.", s.mail_dead);
  text.gauge("redrive_mail_held", "Mails held by a person, each by itself.", s.mail_held);
  text.gauge("redrive_mail_hold", "1 while a person holds all outgoing mail.", s.mail_hold ? 1 : 0);
  text.gauge("redrive_mail_quarantined", "Mails received that nobody could make sense of.", s.mail_quarantined);
  text.gauge("redrive_alerts_pending", "Alerts taken and not yet decided.", s.alerts_pending);
  text.gauge("redrive_tickets_open", "Tickets mailed and not closed.", s.tickets_open);
  text.gauge("redrive_failures_open", "Open failure records.", s.failures_open);
  text.gauge("redrive_redistributions_running", "Redistributions approved or running.", s.redistributions_running);
}

// By the names and units of Prometheus' own client libraries.
void add_process(Text& text, const sys::ProcessNumbers& process) {
  text.family("process_cpu_seconds_total", "counter", "Processor time of all threads.");
  text.sample("process_cpu_seconds_total", process.cpu_seconds);
  text.gauge("process_start_time_seconds", "When it was started, in seconds since the epoch.", process.started_at);
  text.gauge("process_resident_memory_bytes", "Memory in use.", process.resident);
  text.gauge("process_open_fds", "Open file descriptors.", process.descriptors);
  text.gauge("process_max_fds", "File descriptors that it may have open.", process.most_descriptors);
}

template <std::size_t kCount>
void add_outcomes(Text& text, std::string_view name, std::string_view help,
                  const std::array<std::string_view, kCount>& outcomes,
                  const std::array<std::atomic<std::uint64_t>, kCount>& counts) {
  text.family(name, "counter", help);
  for (std::size_t i = 0; i < kCount; ++i) text.sample(name, "outcome", outcomes[i], counts[i].load());
}

void add_central(Text& text, const Metrics& metrics, const Gauges& gauges) {
  text.family("redrive_build_info", "gauge", "1; the version is in the label.");
  text.sample("redrive_build_info", "version", kVersion, 1);
  text.gauge("redrive_ready", "1 while it can take alerts durably.", gauges.ready ? 1 : 0);
  text.gauge("redrive_time_seconds", "Its clock, in seconds since the epoch.",
             static_cast<double>(base::to_micros(gauges.now)) / 1e6);
  text.gauge("redrive_decider_queue", "Requests waiting for the deciding thread.", gauges.decider_queue);
  text.family("redrive_decider_rounds_total", "counter",
              "Rounds of the deciding thread; it makes one in 30 s at least.");
  text.sample("redrive_decider_rounds_total", metrics.decider_rounds.load());
  text.family("redrive_store_failures_total", "counter", "Transactions that could not be committed.");
  text.sample("redrive_store_failures_total", metrics.store_failures.load());
  text.family("redrive_http_requests_total", "counter", "HTTP requests answered, by the kind of their status.");
  for (std::size_t i = 0; i < metrics.http_requests.size(); ++i) {
    text.sample("redrive_http_requests_total", "status", fmt::format("{}xx", i + 2), metrics.http_requests[i].load());
  }
  add_outcomes(text, "redrive_pings_total", "Pings to whoever watches from outside ([monitoring] ping).", kPingFates,
               metrics.pings);
  text.gauge("redrive_last_ping_timestamp_seconds", "When a ping was last answered; 0 = not yet.",
             metrics.last_ping.load());
  if (gauges.disk) {
    text.gauge("redrive_state_free_bytes", "Room left where the state directory is.", gauges.disk->free);
    text.gauge("redrive_state_size_bytes", "Size of the file system that holds the state directory.",
               gauges.disk->size);
  }
}

}  // namespace

std::string metrics_text(const Metrics& metrics, const Gauges& gauges) {
  Text text;
  text.family("redrive_alerts_received_total", "counter", "Alerts taken durably, by what they came through.");
  for (std::size_t i = 0; i < kSources.size(); ++i) {
    text.sample("redrive_alerts_received_total", "source", model::to_string(kSources[i]),
                metrics.alerts_received[i].load());
  }
  text.family("redrive_tickets_opened_total", "counter", "Tickets opened, by scope.");
  for (std::size_t i = 0; i < kScopes.size(); ++i) {
    text.sample("redrive_tickets_opened_total", "scope", model::to_string(kScopes[i]),
                metrics.tickets_opened[i].load());
  }
  text.family("redrive_mail_attempts_total", "counter", "Attempts to hand over a mail, by what became of them.");
  for (std::size_t i = 0; i < kDeliveryNames.size(); ++i) {
    text.sample("redrive_mail_attempts_total", "outcome", kDeliveryNames[i], metrics.mail_attempts[i].load());
  }
  text.family("redrive_redistributions_total", "counter", "Redistributions ended, by outcome.");
  text.sample("redrive_redistributions_total", "outcome", "succeeded", metrics.redistributions_succeeded.load());
  text.sample("redrive_redistributions_total", "outcome", "failed", metrics.redistributions_failed.load());
  text.sample("redrive_redistributions_total", "outcome", "rejected", metrics.redistributions_rejected.load());
  text.family("redrive_frames_rejected_total", "counter",
              "Frames from agents that could not be read or were out of place.");
  text.sample("redrive_frames_rejected_total", metrics.frames_rejected.load());
  add_outcomes(text, "redrive_syslog_messages_total", "Syslog messages, by what became of them.", kSyslogFates,
               metrics.syslog_messages);
  text.family("redrive_syslog_connections_refused_total", "counter", "Syslog connections refused: too many at a time.");
  text.sample("redrive_syslog_connections_refused_total", metrics.syslog_connections_refused.load());
  text.gauge("redrive_agents_connected", "Agents connected now.", metrics.agents_connected.load());
  text.gauge("redrive_agents_accepted", "Agents whose keys are accepted.", gauges.agents_accepted);
  text.gauge("redrive_agents_pending", "Keys that knocked within the last hour and are not accepted.",
             gauges.agents_pending);
  if (gauges.mailbox_trouble)
    text.gauge("redrive_mailbox_trouble", "1 while the mailbox cannot be read.", *gauges.mailbox_trouble ? 1 : 0);
  if (gauges.summary) add_summary(text, *gauges.summary, gauges.now);
  add_latency(text, metrics);
  add_central(text, metrics, gauges);
  if (gauges.process) add_process(text, *gauges.process);
  return text.take();
}

}  // namespace redrive::central
