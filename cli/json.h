// JSON as central answers it: the order of its names is kept.
#pragma once

#include <nlohmann/json.hpp>

namespace redrive::cli {
using Json = nlohmann::ordered_json;
}  // namespace redrive::cli
