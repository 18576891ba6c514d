#include <fstream>

#include "agent/manager/local_manager.h"
#include "tests/contract/manager/manager_worlds.h"

namespace redrive::agent::test {
namespace {

class LocalWorld final : public ManagerWorld {
 public:
  explicit LocalWorld(std::filesystem::path root) : root_(std::move(root)) {}

  std::unique_ptr<DistributionManager> make(sys::ProcessRunner& processes, const base::Clock& clock) override {
    return make_local_manager(root_, 8, processes, clock);
  }
  model::DeviceAddress where(const std::string& device) override { return {device}; }
  std::filesystem::path folder(const std::string& device, const std::string&) const override { return root_ / device; }
  std::vector<std::function<void()>> ways_to_lose(const std::string& device) override {
    return {[this, device] { std::ofstream(root_ / device) << "a file where the device's folder should be"; },
            [this] { std::filesystem::remove_all(root_); }};
  }
  base::Micros short_timeout() const override { return std::chrono::milliseconds(200); }

 private:
  const std::filesystem::path root_;
};

}  // namespace

std::unique_ptr<ManagerWorld> make_local_world(const std::filesystem::path& root) {
  return std::make_unique<LocalWorld>(root);
}

}  // namespace redrive::agent::test
