#include "agent/manager/ssh_manager.h"
#include "tests/contract/manager/manager_worlds.h"
#include "tests/contract/manager/ssh_devices.h"

namespace redrive::agent::test {
namespace {

class SshWorld final : public ManagerWorld {
 public:
  explicit SshWorld(const std::filesystem::path& root) : root_(root), devices_(root.parent_path() / "ssh", root) {}

  std::unique_ptr<DistributionManager> make(sys::ProcessRunner& processes, const base::Clock& clock) override {
    return make_ssh_manager(devices_.options(), 8, processes, clock).value();
  }
  model::DeviceAddress where(const std::string& device) override { return devices_.device(device); }
  std::filesystem::path folder(const std::string& device, const std::string& job) const override {
    return root_ / device / job;
  }
  std::vector<std::function<void()>> ways_to_lose(const std::string& device) override {
    devices_.device(device);
    return {[this, device] { devices_.stop(device); }};
  }
  base::Micros short_timeout() const override { return std::chrono::seconds(5); }

 private:
  const std::filesystem::path root_;
  SshDevices devices_;
};

}  // namespace

std::unique_ptr<ManagerWorld> make_ssh_world(const std::filesystem::path& root) {
  return std::make_unique<SshWorld>(root);
}

}  // namespace redrive::agent::test
