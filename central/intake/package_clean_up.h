// Clears central's package store by age and size ([packages] keep, bytes).
#pragma once

#include "central/store/database.h"
#include "shared/base/result.h"
#include "shared/base/time.h"
#include "shared/config/package_store_options.h"
#include "shared/sys/content_store.h"

namespace redrive::central {

// By sys::clean_up; what packages_needed() names stays. A job that is being started meanwhile has used its packages
// (FlowContext::use_package), so they stay as well. `reader` belongs to the calling thread, which is neither the loop
// nor the deciding one. Logs what it did; an error when it is not known what is needed, and nothing is removed then.
base::Status clean_packages(const config::PackageStoreOptions& options, Database& reader, sys::ContentStore& packages,
                            base::UtcTime now);

}  // namespace redrive::central
