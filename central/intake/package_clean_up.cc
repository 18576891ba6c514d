#include "central/intake/package_clean_up.h"

#include "central/store/packages_needed.h"
#include "shared/log/log.h"
#include "shared/sys/content_clean_up.h"

namespace redrive::central {

base::Status clean_packages(const config::PackageStoreOptions& options, Database& reader, sys::ContentStore& packages,
                            base::UtcTime now) {
  auto needed = packages_needed(reader);
  if (!needed) return tl::unexpected<base::Error>(needed.error());
  auto cleaned = sys::clean_up(packages, {std::move(*needed), options.keep, options.bytes}, now);
  if (!cleaned) return tl::unexpected<base::Error>(cleaned.error());
  if (!cleaned->empty()) log::info("packages", *cleaned);
  return {};
}

}  // namespace redrive::central
