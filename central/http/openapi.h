// openapi.json, embedded at build time.
#pragma once

#include <string_view>

namespace redrive::central {

extern const std::string_view kOpenApi;

}  // namespace redrive::central
