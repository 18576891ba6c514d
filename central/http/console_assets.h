// The console's files, built by npm from console/ and part of this program, so that pages and API are never of two
// versions. Empty where the build had no npm.
#pragma once

#include <span>
#include <string_view>

namespace redrive::central {

struct ConsoleAsset {
  std::string_view path;  // "/index.html", "/assets/index-4f2a.js"
  std::string_view content_type;
  std::string_view plain, gzip;
  std::string_view etag;  // with its quotes
};

std::span<const ConsoleAsset> console_assets();

}  // namespace redrive::central
