// Central's own numbers, counted where things happen and shown at /metrics (docs/contracts.md, "Metrics").
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "shared/base/time.h"
#include "shared/model/alert.h"
#include "shared/model/ticket.h"

namespace redrive::central {

// What became of a syslog message.
enum class SyslogFate {
  kTaken,    // an alert, durable (or the repeat of one)
  kIgnored,  // no alert: no rule knows its text, and it names no failure type
  kDropped,  // an alert that could not be stored in time; only what came as a datagram
  kOverrun,  // lost by the kernel before it was read: more datagrams came than there was room for
  kBroken,   // of a stream: its connection ended within it, or it was too long and only its beginning was read
};
inline constexpr std::array<std::string_view, 5> kSyslogFates{"taken", "ignored", "dropped", "overrun", "broken"};

// What became of a ping to whoever watches central from outside.
enum class PingFate {
  kAnswered,
  kFailed,    // it was sent, and not answered well
  kWithheld,  // central could take no alert then, so it was not sent
};
inline constexpr std::array<std::string_view, 3> kPingFates{"answered", "failed", "withheld"};

// Safe from any thread; numbers only rise, but for gauges set by their owner.
struct Metrics {
  std::array<std::atomic<std::uint64_t>, 5> alerts_received{};  // by model::AlertSource
  std::array<std::atomic<std::uint64_t>, 5> tickets_opened{};   // by model::Scope
  std::array<std::atomic<std::uint64_t>, 4> mail_attempts{};    // by mail::Delivery
  std::atomic<std::uint64_t> redistributions_succeeded{0}, redistributions_failed{0}, redistributions_rejected{0};
  std::atomic<std::uint64_t> frames_rejected{0};   // undecodable or out of place, from agents
  std::atomic<std::uint64_t> agents_connected{0};  // gauge
  std::array<std::atomic<std::uint64_t>, kSyslogFates.size()> syslog_messages{};  // by SyslogFate
  std::atomic<std::uint64_t> syslog_connections_refused{0};                       // there were too many

  void count(SyslogFate fate, std::uint64_t messages = 1) {
    syslog_messages[static_cast<std::size_t>(fate)] += messages;
  }

  std::atomic<std::uint64_t> decider_rounds{0};               // of the deciding thread: at least one in half a minute
  std::atomic<std::uint64_t> store_failures{0};               // transactions that were not committed
  std::array<std::atomic<std::uint64_t>, 4> http_requests{};  // answered, by the first digit of the status, from 2
  std::array<std::atomic<std::uint64_t>, kPingFates.size()> pings{};  // by PingFate
  std::atomic<std::int64_t> last_ping{0};                             // that went well; seconds since the epoch

  // Alert taken to ticket committed, in seconds; cumulative buckets as Prometheus wants them.
  static constexpr std::array<double, 10> kLatencyBounds{0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 300, 3600};
  std::array<std::atomic<std::uint64_t>, kLatencyBounds.size() + 1> latency_buckets{};
  std::atomic<std::uint64_t> latency_sum_micros{0};
};

}  // namespace redrive::central
