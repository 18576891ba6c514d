#include "agent/manager/package_check.h"

#include "shared/text/columns.h"

namespace redrive::agent {

model::PreflightCheck check_package(const LocalPackage& package, std::uint64_t& bytes) {
  std::error_code error;
  const auto size = std::filesystem::file_size(package.path, error);
  if (error) return {"package " + package.name, false, "not in the package store: " + error.message()};
  bytes += size;
  return {"package " + package.name, true, text::size_words(size)};
}

}  // namespace redrive::agent
