// Central's own numbers, counted where things happen and shown at /metrics (docs/contracts.md, "Metrics").
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "shared/base/time.h"
#include "shared/model/alert.h"
#include "shared/model/ticket.h"

namespace redrive::central {

// Safe from any thread; numbers only rise, but for gauges set by their owner.
struct Metrics {
  std::array<std::atomic<std::uint64_t>, 5> alerts_received{};  // by model::AlertSource
  std::array<std::atomic<std::uint64_t>, 5> tickets_opened{};   // by model::Scope
  std::array<std::atomic<std::uint64_t>, 4> mail_attempts{};    // by mail::Delivery
  std::atomic<std::uint64_t> redistributions_succeeded{0}, redistributions_failed{0}, redistributions_rejected{0};
  std::atomic<std::uint64_t> frames_rejected{0};   // undecodable or out of place, from agents
  std::atomic<std::uint64_t> agents_connected{0};  // gauge

  // Alert taken to ticket committed, in seconds; cumulative buckets as Prometheus wants them.
  static constexpr std::array<double, 10> kLatencyBounds{0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 300, 3600};
  std::array<std::atomic<std::uint64_t>, kLatencyBounds.size() + 1> latency_buckets{};
  std::atomic<std::uint64_t> latency_sum_micros{0};
};

}  // namespace redrive::central
