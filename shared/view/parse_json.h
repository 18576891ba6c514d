// JSON that others sent. Heavy: include it in .cc files only, and in headers that are.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "shared/base/result.h"

namespace redrive::view {

using ParsedJson = nlohmann::json;  // finding a name stays fast however many there are

// Deeper JSON than this is refused before it is parsed, for printing it again recurses.
inline constexpr std::size_t kMaxJsonDepth = 32;
bool too_deep(std::string_view json);

// kInvalid says what is wrong with it.
base::Result<ParsedJson> parse_json(std::string_view text);

}  // namespace redrive::view
