#include "central/http/metrics_text.h"

#include "mail/transport/mail_transport.h"

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

void add_summary(Text& text, const Summary& s) {
  text.gauge("redrive_outbox_depth", "Mails waiting to be sent, without the dead.", s.mail_pending);
  text.gauge("redrive_mail_dead", "Mails given up.", s.mail_dead);
  text.gauge("redrive_mail_held", "Mails held by a person, each by itself.", s.mail_held);
  text.gauge("redrive_mail_hold", "1 while a person holds all outgoing mail.", s.mail_hold ? 1 : 0);
  text.gauge("redrive_mail_quarantined", "Mails received that nobody could make sense of.", s.mail_quarantined);
  text.gauge("redrive_alerts_pending", "Alerts taken and not yet decided.", s.alerts_pending);
  text.gauge("redrive_tickets_open", "Tickets mailed and not closed.", s.tickets_open);
  text.gauge("redrive_failures_open", "Open failure records.", s.failures_open);
  text.gauge("redrive_redistributions_running", "Redistributions approved or running.", s.redistributions_running);
}

}  // namespace

std::string metrics_text(const Metrics& metrics, const Summary* summary, std::uint64_t decider_queue) {
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
  text.family("redrive_syslog_messages_total", "counter", "Syslog messages, by what became of them.");
  for (std::size_t i = 0; i < kSyslogFates.size(); ++i) {
    text.sample("redrive_syslog_messages_total", "outcome", kSyslogFates[i], metrics.syslog_messages[i].load());
  }
  text.family("redrive_syslog_connections_refused_total", "counter", "Syslog connections refused: too many at a time.");
  text.sample("redrive_syslog_connections_refused_total", metrics.syslog_connections_refused.load());
  text.gauge("redrive_agents_connected", "Agents connected now.", metrics.agents_connected.load());
  text.gauge("redrive_decider_queue", "Requests waiting for the deciding thread.", decider_queue);
  if (summary) add_summary(text, *summary);
  add_latency(text, metrics);
  return text.take();
}

}  // namespace redrive::central
