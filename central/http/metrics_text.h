// /metrics in Prometheus' text form (exposition format 0.0.4).
#pragma once

#include <string>

#include "central/core/metrics.h"
#include "central/http/summary.h"

namespace redrive::central {

inline constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

// `summary` null when the store cannot be read: its gauges are left out then, for a 0 would be a lie.
std::string metrics_text(const Metrics& metrics, const Summary* summary, std::uint64_t decider_queue);

}  // namespace redrive::central
