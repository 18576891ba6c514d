#include "shared/view/json.h"

namespace redrive::view {

std::string to_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json time_or_null(base::UtcTime time) {
  return time == base::UtcTime{} ? Json(nullptr) : Json(base::format_rfc3339(time));
}

Json to_json(const model::PackageRef& package) {
  return {{"name", package.name}, {"size", package.size}, {"digest", package.digest}};
}

Json to_json(const model::JobParameters& p) {
  return {{"before", p.before},
          {"install", p.install},
          {"verify", p.verify},
          {"after", p.after},
          {"timeout", base::format_duration(p.timeout)},
          {"retries", p.retries},
          {"parallel", p.parallel},
          {"bandwidth", p.bandwidth},
          {"window", p.window}};
}

Json to_json(const model::DeviceOutcome& outcome) {
  return {{"state", model::to_string(outcome.state)}, {"failure_type", text_or_null(outcome.failure_type)},
          {"at", time_or_null(outcome.at)},           {"message", text_or_null(outcome.message)},
          {"package", text_or_null(outcome.package)}, {"run", outcome.run}};
}

}  // namespace redrive::view
