// Alerts out of what others sent, the body of a request or a part of a mail: native JSON, one object or an array, or an
// object a line (docs/api.md).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/time.h"
#include "shared/model/alert.h"

namespace redrive::view {

inline constexpr std::size_t kMaxAlerts = 10'000;              // at a time
inline constexpr std::size_t kMaxAlertBody = 8 * 1024 * 1024;  // bytes at a time
inline constexpr std::size_t kMaxAlertText = 512 * 1024;       // bytes of one alert as JSON

// The fields of the native form; others are unknown and kept.
inline constexpr std::array<std::string_view, 10> kAlertFields{
    "id", "occurred_at", "server", "device", "job", "package", "failure_type", "message", "location", "status"};

struct RejectedAlert {
  std::size_t line = 0;  // of the text, or place in the array, from 1
  std::string error;
};

struct ReadAlerts {
  std::vector<model::Alert> good;  // checked
  std::vector<RejectedAlert> rejected;
};

// A broken alert never costs the good ones beside it. kInvalid only when there are too many, or it is no array and no
// object at all.
base::Result<ReadAlerts> read_json_alerts(std::string_view body, base::UtcTime now);
base::Result<ReadAlerts> read_ndjson_alerts(std::string_view body, base::UtcTime now);

// One alert, an object as text.
base::Result<model::Alert> read_alert(std::string_view text, base::UtcTime now);

// What Alert::extra keeps of unknown fields, an object as text: nothing of none, and a note instead of too many,
// because an alert is worth more than what nobody reads of it.
std::string kept_fields(std::string object);

// The texts of an array's elements, found by looking at quotes and brackets alone, so that one broken element does not
// hide the others. What stands after a bracket that closes nothing is part of the last element.
base::Result<std::vector<std::string_view>> split_array(std::string_view text, std::size_t most);

}  // namespace redrive::view
