#include "shared/sys/content_clean_up.h"

namespace redrive::sys {
namespace {

// Between a look at whether a package is here and its use by a job or a run that is only just being recorded.
constexpr base::Micros kLately = std::chrono::hours(1);

}  // namespace

base::Result<std::string> clean_up(ContentStore& packages, KeepRules rules, base::UtcTime now) {
  auto partials = packages.clean_partials(now - rules.keep);
  if (!partials) return tl::unexpected<base::Error>(partials.error());
  const std::uint64_t bytes = rules.bytes == 0 ? ~std::uint64_t{0} : rules.bytes;
  auto trimmed = packages.trim({std::move(rules.needed), now - rules.keep, now - kLately, bytes});
  if (!trimmed) return tl::unexpected<base::Error>(trimmed.error());
  if (trimmed->removed == 0 && *partials == 0) return std::string();
  return "removed " + std::to_string(trimmed->removed) + " packages of " + std::to_string(trimmed->removed_bytes) +
         " bytes and " + std::to_string(*partials) + " unfinished or damaged ones; " +
         std::to_string(trimmed->kept_bytes) + " bytes of packages are left";
}

}  // namespace redrive::sys
