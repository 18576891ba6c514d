// The parts of a request's target.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace redrive::central {

struct Target {
  std::string path;  // still percent-encoded
  std::multimap<std::string, std::string, std::less<>> query;
};

// Origin form or absolute form (RFC 9112, 3.2). kInvalid for bad percent-encoding in the query.
base::Result<Target> parse_target(std::string_view text);

// Nothing when an escape is broken or stands for NUL. `plus_is_space` as in form encoding.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

}  // namespace redrive::central
