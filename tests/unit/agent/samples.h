// Values that the agent's tests share.
#pragma once

#include <filesystem>
#include <string>

#include "agent/core/job_record.h"
#include "agent/core/planner.h"
#include "shared/base/digest.h"
#include "shared/base/names.h"
#include "shared/base/random.h"

namespace redrive::agent::test {

inline const base::UtcTime kNow = base::utc_from_micros(1'772'409'600'000'000);

inline std::vector<std::string> device_names(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= count; ++i) names.push_back(fmt::format("dev-{}", i));
  return names;
}

inline model::JobOrder sample_order(std::size_t devices = 3) {
  model::JobOrder order;
  order.job = "J-1";
  order.name = "pos update";
  order.server = "ids-1";
  order.packages = {{"app.deb", 3, base::digest_of("app")}, {"data.tar", 4, base::digest_of("data")}};
  order.devices = device_names(devices);
  order.parameters.install = {"dpkg", "-i", "{package}"};
  order.parameters.verify = {"check", "{device}"};
  return order;
}

inline OrderReceived received(std::size_t devices = 3) {
  return {sample_order(devices), kNow, "C-order"};
}

inline DeviceReported reported(const std::string& device, model::DeviceState state, std::uint32_t run = 1,
                               const std::string& type = "", const std::string& message = "") {
  return {{device, state, type, message, "", run, kNow}};
}

inline JobRecord fold(const std::vector<LogRecord>& records, const std::vector<std::string>& damage = {}) {
  JobFold fold("J-1");
  for (const LogRecord& record : records) fold.add(record);
  for (const std::string& words : damage) fold.note_damage(words);
  return fold.finish();
}

inline PlanContext context(base::UtcTime now = kNow) {
  return {"ids-1", now, std::chrono::hours(1), [](const model::PackageRef&) { return true; }};
}

// A folder of its own, gone with the object.
class TempDir {
 public:
  TempDir() {
    base::SystemRandom random;
    path_ = std::filesystem::temp_directory_path() / base::make_id("redrive-test-", random);
    std::filesystem::create_directories(path_);
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace redrive::agent::test
