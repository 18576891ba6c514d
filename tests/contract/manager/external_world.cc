#include <fstream>

#include "agent/manager/external_manager.h"
#include "tests/contract/manager/manager_worlds.h"

namespace redrive::agent::test {
namespace {

// The manager that ships as an example.
class ExternalWorld final : public ManagerWorld {
 public:
  explicit ExternalWorld(std::filesystem::path root) : root_(std::move(root)) {}

  std::unique_ptr<DistributionManager> make(sys::ProcessRunner& processes, const base::Clock& clock) override {
    return std::make_unique<ExternalManager>(model::Command{shipped_manager("folders"), root_}, 8, processes, clock);
  }
  model::DeviceAddress where(const std::string& device) override { return {device}; }
  std::filesystem::path folder(const std::string& device, const std::string&) const override { return root_ / device; }
  std::vector<std::function<void()>> ways_to_lose(const std::string& device) override {
    return {[this, device] { std::ofstream(root_ / device) << "a file where the device's folder should be"; },
            [this] { std::filesystem::remove_all(root_); }};
  }
  base::Micros short_timeout() const override { return std::chrono::seconds(2); }

 private:
  const std::filesystem::path root_;
};

}  // namespace

std::string shipped_manager(const std::string& name) {
  const char* sources = std::getenv("REDRIVE_SOURCE_DIR");
  return std::filesystem::absolute(sources ? sources : ".") / "etc/managers" / name;
}

std::string python_missing() {
  return std::filesystem::exists("/usr/bin/python3") ? "" : "python3 is not installed";
}

std::unique_ptr<ManagerWorld> make_external_world(const std::filesystem::path& root) {
  return std::make_unique<ExternalWorld>(root);
}

}  // namespace redrive::agent::test
