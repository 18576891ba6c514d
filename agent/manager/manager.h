// The distribution manager seam (D4): carries a run of a job to its devices. Kinds: local (local_manager.h), rsync_ssh,
// external.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/job.h"
#include "shared/model/outcome.h"
#include "shared/model/plan.h"

namespace redrive::agent {

struct LocalPackage {
  std::string name;
  std::filesystem::path path;  // whole and verified in the package store
  std::string digest{};        // base/digest.h form
};

struct RunOrder {
  std::string job;
  std::uint32_t run = 1;
  std::vector<std::string> devices;
  std::vector<LocalPackage> packages;
  model::JobParameters parameters;
  std::vector<model::DeviceAddress> addresses{};  // as in model::JobOrder
  std::vector<std::uint32_t> done{};              // parallel to devices: steps proven already; empty = none anywhere
};

class DistributionManager {
 public:
  virtual ~DistributionManager() = default;

  // Carries the run and returns when every device has reached an end state. `report` is called from any thread, with
  // kRunning and then once with the end state per device (with the end state alone: devices not started when `stop`
  // came, kCancelled, and those that failed before anything could be done with them). It may tell kRunning again with
  // more steps proven (DeviceOutcome::done); a manager that knows of none begins each device at its first step. The
  // first call with kRunning returns before the device is touched, so that a start is journalled before anything
  // happens; a stop requested in it keeps the device untouched.
  virtual void run(const RunOrder& order, const std::function<void(model::DeviceOutcome)>& report,
                   std::stop_token stop) = 0;

  // Would the run meet the same fault again? Space, devices answering: "device NAME" for each that was looked at, the
  // first ones where there are very many. Bounded in time. Changes nothing on the devices.
  virtual std::vector<model::PreflightCheck> preflight(const RunOrder& order) = 0;

  // limits.parallel_devices from here on; a running job may get no more than it began with.
  virtual void limit_devices(std::uint32_t parallel) = 0;

  // What became of a device whose start was journalled but not its end (the agent died in between): an end state if it
  // can be told, else kFailed with no_report. Never starts anything.
  virtual model::DeviceOutcome inquire(const std::string& job, std::uint32_t run,
                                       const model::DeviceAddress& device) = 0;
};

}  // namespace redrive::agent
