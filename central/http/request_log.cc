#include "central/http/request_log.h"

#include <algorithm>

#include "shared/base/digest.h"
#include "shared/log/log.h"

namespace redrive::central {
namespace {

constexpr std::size_t kLongestId = 64;

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
}

// Alerts come by the thousand, and what came of them is in the store.
log::Level level_of(const Request& request, int status) {
  if (status >= 500) return log::Level::kWarning;
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (status < 400 && (reads || request.path.starts_with("/api/v1/alerts"))) return log::Level::kDebug;
  return log::Level::kInfo;
}

}  // namespace

std::string request_id(std::string_view given) {
  if (!given.empty() && given.size() <= kLongestId && std::ranges::all_of(given, is_plain)) return std::string(given);
  static std::atomic<std::uint64_t> count{0};
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  const std::string digest = base::digest_of(fmt::format("{}.{}", now, ++count));
  return std::string(base::digest_hex(digest).substr(0, 16));
}

void RequestLog::ended(const Request& request, const Response& response, base::Micros took) {
  const int kind = std::clamp(response.status / 100, 2, 5) - 2;
  ++metrics_.http_requests[static_cast<std::size_t>(kind)];
  const log::Level level = level_of(request, response.status);
  if (level != log::Level::kDebug && request.actor.name.empty() && !may_tell()) return;
  const auto millis = static_cast<double>(took.count()) / 1e3;
  log::write(level, "http",
             log::fields({{"request", request.id},
                          {"method", request.method.substr(0, 16)},
                          {"path", request.path},
                          {"status", std::to_string(response.status)},
                          {"who", request.actor.name},
                          {"from", request.actor.from},
                          {"ms", fmt::format("{:.1f}", millis)},
                          {"repeated", response.repeated ? "yes" : ""}}));
}

// Anybody at all can be refused, as often as they like.
bool RequestLog::may_tell() {
  const std::int64_t second = std::chrono::floor<std::chrono::seconds>(clock_.steady()).time_since_epoch().count();
  if (second_.exchange(second) != second) {
    told_ = 0;
    if (const auto untold = untold_.exchange(0); untold > 0)
      log::warning("http", fmt::format("{} more requests of callers that are not known", untold));
  }
  if (++told_ <= kStrangers) return true;
  ++untold_;
  return false;
}

}  // namespace redrive::central
