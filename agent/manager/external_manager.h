// The distribution manager of kind "external" (D4): a program of somebody else's that is spoken with in lines of JSON.
// docs/external-managers.md is the contract with it.
#pragma once

#include <memory>

#include "agent/manager/device_slots.h"
#include "agent/manager/external_bounds.h"
#include "agent/manager/manager.h"
#include "shared/sys/process.h"

namespace redrive::agent {

// run, preflight and inquire may be called from several threads; all runs together have at most `parallel_devices`
// devices in the hands of programs at a time, and no two runs the same device.
class ExternalManager final : public DistributionManager {
 public:
  static constexpr std::size_t kMaxProbed = 1000;  // devices of a preflight

  // `command` is the program and its arguments. `processes` and `clock` must outlive the manager.
  ExternalManager(model::Command command, std::uint32_t parallel_devices, sys::ProcessRunner& processes,
                  const base::Clock& clock, ExternalBounds bounds = {});

  void run(const RunOrder& order, const std::function<void(model::DeviceOutcome)>& report,
           std::stop_token stop) override;
  std::vector<model::PreflightCheck> preflight(const RunOrder& order) override;
  void limit_devices(std::uint32_t parallel) override { slots_.set_limit(parallel); }
  model::DeviceOutcome inquire(const std::string& job, std::uint32_t run, const model::DeviceAddress& device) override;

 private:
  const model::Command command_;
  sys::ProcessRunner& processes_;
  const base::Clock& clock_;
  const ExternalBounds bounds_;
  DeviceSlots slots_;
};

}  // namespace redrive::agent
