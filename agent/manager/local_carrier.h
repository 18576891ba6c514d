// Devices that are folders of this machine: root/<device>/. Packages are copied there, commands run there, receipts are
// kept in .redrive/ below.
#pragma once

#include <filesystem>

#include "agent/manager/device_carrier.h"
#include "shared/sys/process.h"

namespace redrive::agent {

class LocalCarrier final : public DeviceCarrier {
 public:
  // `processes` and `clock` must outlive the carrier.
  LocalCarrier(const std::filesystem::path& root, sys::ProcessRunner& processes, const base::Clock& clock);

  StepResult<void> prepare(const Target& target, const StepBounds& bounds) override;
  StepResult<std::string> put(const Target& target, const LocalPackage& package, const StepBounds& bounds) override;
  StepResult<void> run(const Target& target, const model::Command& argv, std::string_view fallback_type,
                       const StepBounds& bounds) override;
  StepResult<void> write_receipt(const Target& target, const std::string& receipt, const StepBounds& bounds) override;
  StepResult<bool> has_receipt(const Target& target, const std::string& receipt, const StepBounds& bounds) override;
  model::PreflightCheck probe(const Target& target, std::uint64_t bytes, const StepBounds& bounds) override;

 private:
  StepResult<std::filesystem::path> folder_of(const std::string& device) const;

  const std::filesystem::path root_;
  sys::ProcessRunner& processes_;
  const base::Clock& clock_;
};

}  // namespace redrive::agent
