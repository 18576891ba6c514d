// What was asked of central, by whom, and how it ended: a line in the log for each request that changes something or
// fails, and a count for every one.
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "central/core/metrics.h"
#include "central/http/message.h"
#include "shared/base/time.h"

namespace redrive::central {

// The client's id where it is 1 to 64 letters, digits, - _ or .; else a new one.
std::string request_id(std::string_view given);

// Safe from any thread.
class RequestLog {
 public:
  static constexpr std::uint32_t kStrangers = 20;  // lines a second about callers that are not known; more are counted

  explicit RequestLog(Metrics& metrics, const base::Clock& clock) : metrics_(metrics), clock_(clock) {}

  // `took` from its head to its answer.
  void ended(const Request& request, const Response& response, base::Micros took);

 private:
  bool may_tell();

  Metrics& metrics_;
  const base::Clock& clock_;
  std::atomic<std::int64_t> second_{0};
  std::atomic<std::uint32_t> told_{0}, untold_{0};
};

}  // namespace redrive::central
