// The places a kind of manager is tested in: devices that are really there, seen from both sides.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/manager/manager.h"
#include "shared/base/time.h"
#include "shared/sys/process.h"

namespace redrive::agent::test {

class ManagerWorld {
 public:
  virtual ~ManagerWorld() = default;
  virtual std::unique_ptr<DistributionManager> make(sys::ProcessRunner& processes, const base::Clock& clock) = 0;
  // Where the device is reached; makes it where it is not there yet.
  virtual model::DeviceAddress where(const std::string& device) = 0;
  // The folder, seen from here, in which a job's commands run on the device.
  virtual std::filesystem::path folder(const std::string& device, const std::string& job) const = 0;
  // Each makes the device one that cannot be reached.
  virtual std::vector<std::function<void()>> ways_to_lose(const std::string& device) = 0;
  // Time enough for the steps before the one that does not end.
  virtual base::Micros short_timeout() const = 0;
};

// Below `root`, which is there.
std::unique_ptr<ManagerWorld> make_local_world(const std::filesystem::path& root);
std::unique_ptr<ManagerWorld> make_ssh_world(const std::filesystem::path& root);
std::unique_ptr<ManagerWorld> make_external_world(const std::filesystem::path& root);

std::string shipped_manager(const std::string& name);  // path of etc/managers/<name>
std::string python_missing();                          // why no shipped manager can run here; empty when one can

}  // namespace redrive::agent::test
