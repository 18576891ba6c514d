// What of configuration and inventory sends tickets nowhere, to nobody, or to the wrong centre (T2).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/config/central_options.h"

namespace redrive::central {

struct RouteFlaw {
  std::string_view kind;  // "site_without_centre", "centre_without_address", "fallback_loop", "device_without_site",
                          // "package_covered", "shared_name"
  std::string subject;    // code, centre, device, pattern or name
  std::string text;       // what is wrong, and what comes of it
};

// In this order of kinds. Of devices without a site those a server's site cannot stand for come as the device, each.
std::vector<RouteFlaw> lint_routes(const config::CentralOptions& options);

// True when whatever `narrow` matches `wide` matches too; false may also mean that it cannot be told.
bool pattern_covers(std::string_view wide, std::string_view narrow);

}  // namespace redrive::central
