// /metrics in Prometheus' text form (exposition format 0.0.4).
#pragma once

#include <optional>
#include <string>

#include "central/core/metrics.h"
#include "central/http/summary.h"
#include "shared/base/time.h"
#include "shared/sys/disk_space.h"
#include "shared/sys/process_numbers.h"

namespace redrive::central {

inline constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

// What is so now, beside what was counted. What could not be found out is left out of the text, for a 0 would be a lie.
struct Gauges {
  base::UtcTime now{};
  bool ready = false;
  std::uint64_t decider_queue = 0;
  std::uint64_t agents_accepted = 0, agents_pending = 0;
  std::optional<Summary> summary{};       // nothing when the store cannot be read
  std::optional<bool> mailbox_trouble{};  // nothing where no mailbox is read
  std::optional<sys::DiskSpace> disk{};   // of the state directory
  std::optional<sys::ProcessNumbers> process{};
};

std::string metrics_text(const Metrics& metrics, const Gauges& gauges);

}  // namespace redrive::central
