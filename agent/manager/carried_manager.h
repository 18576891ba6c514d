// A distribution manager over a carrier: a bounded pool of threads works through the devices.
#pragma once

#include <memory>

#include "agent/manager/device_carrier.h"
#include "agent/manager/device_slots.h"
#include "agent/manager/manager.h"

namespace redrive::agent {

// run, preflight and inquire may be called from several threads; all runs together work on at most `parallel_devices`
// devices at a time, each run on at most its job's `parallel`, and no two runs on the same device. Preflight looks at
// the first kMaxProbed devices, or as many as it can start within kProbeAll, several at a time, and says so.
class CarriedManager final : public DistributionManager {
 public:
  static constexpr std::size_t kMaxProbed = 1000;
  static constexpr base::Micros kProbeOne = std::chrono::seconds(5), kProbeAll = std::chrono::seconds(10);

  // `clock` must outlive the manager.
  CarriedManager(std::unique_ptr<DeviceCarrier> carrier, std::uint32_t parallel_devices, const base::Clock& clock);

  void run(const RunOrder& order, const std::function<void(model::DeviceOutcome)>& report,
           std::stop_token stop) override;
  std::vector<model::PreflightCheck> preflight(const RunOrder& order) override;
  void limit_devices(std::uint32_t parallel) override { slots_.set_limit(parallel); }
  model::DeviceOutcome inquire(const std::string& job, std::uint32_t run, const model::DeviceAddress& device) override;

 private:
  std::vector<model::PreflightCheck> probe_all(const RunOrder& order, std::uint64_t bytes);
  void work_on(const RunOrder& order, std::size_t place, const std::function<void(model::DeviceOutcome)>& report,
               const std::stop_token& stop);

  const std::unique_ptr<DeviceCarrier> carrier_;
  const base::Clock& clock_;
  DeviceSlots slots_;
};

}  // namespace redrive::agent
