// What every distribution manager promises (agent/manager/manager.h), on real files and processes. A further kind is
// one more Setup in the list at the end.
#include <gmock/gmock.h>

#include <fstream>
#include <mutex>
#include <thread>

#include "agent/manager/local_manager.h"
#include "shared/base/names.h"
#include "shared/base/random.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using testing::HasSubstr;

// One kind of manager: how it is made, and where a device's files are on this machine.
struct Setup {
  std::string kind;
  std::function<std::unique_ptr<DistributionManager>(const std::filesystem::path& root, sys::ProcessRunner&,
                                                     const base::Clock&)>
      make;
};

class ManagerContract : public testing::TestWithParam<Setup> {
 protected:
  void SetUp() override {
    base::SystemRandom random;
    folder_ = std::filesystem::temp_directory_path() / base::make_id("redrive-test-", random);
    root_ = folder_ / "devices";
    std::filesystem::create_directories(root_);
    write(folder_ / "store", "payload");
    order_.job = "J-1";
    order_.devices = {"dev-1"};
    order_.packages = {{"app.sh", folder_ / "store"}};
    order_.parameters.timeout = std::chrono::seconds(60);
    manager_ = GetParam().make(root_, processes_, clock_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static void write(const std::filesystem::path& path, const std::string& text) { std::ofstream(path) << text; }
  static std::string read(const std::filesystem::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // Runs the order; the end state of each device.
  std::map<std::string, model::DeviceOutcome> run(std::stop_token stop = {}) {
    std::map<std::string, model::DeviceOutcome> ends;
    std::map<std::string, int> starts;
    std::mutex mutex;
    manager_->run(
        order_,
        [&](const model::DeviceOutcome& outcome) {
          const std::scoped_lock lock(mutex);
          EXPECT_EQ(outcome.run, order_.run);
          EXPECT_FALSE(ends.contains(outcome.device)) << "a report after the end";
          if (outcome.state == DeviceState::kRunning) {
            EXPECT_EQ(++starts[outcome.device], 1);
            if (on_start_) on_start_(outcome.device);
          } else {
            ends[outcome.device] = outcome;
          }
        },
        stop);
    return ends;
  }
  model::DeviceOutcome run_one() { return run().at("dev-1"); }

  std::filesystem::path folder_, root_;
  sys::PosixProcessRunner processes_;
  base::SystemClock clock_;
  RunOrder order_;
  std::function<void(const std::string&)> on_start_;
  std::unique_ptr<DistributionManager> manager_;
};

TEST_P(ManagerContract, PutsThePackagesAndRunsTheStepsInTheDevicesFolder) {
  order_.parameters.before = {"sh", "-c", "echo before {device} >> log"};
  order_.parameters.install = {"sh", "-c", "cat {package} >> log; echo >> log"};
  order_.parameters.verify = {"grep", "-q", "payload", "log"};
  order_.parameters.after = {"sh", "-c", "echo after >> log"};
  EXPECT_EQ(run_one().state, DeviceState::kSucceeded);
  EXPECT_EQ(read(root_ / "dev-1/log"), "before dev-1\npayload\nafter\n");
  EXPECT_EQ(read(root_ / "dev-1/app.sh"), "payload");
}

TEST_P(ManagerContract, ASecondRunReplacesWhatTheFirstPut) {
  run_one();
  write(folder_ / "store", "newer");
  order_.run = 2;
  EXPECT_EQ(run_one().state, DeviceState::kSucceeded);
  EXPECT_EQ(read(root_ / "dev-1/app.sh"), "newer");
}

TEST_P(ManagerContract, ManyDevicesEachGetTheirOwnOutcome) {
  order_.devices.clear();
  for (int i = 0; i < 20; ++i) order_.devices.push_back(fmt::format("dev-{}", i));
  order_.parameters.install = {"sh", "-c", "test {device} != dev-7"};
  const auto ends = run();
  ASSERT_EQ(ends.size(), 20U);
  for (const auto& [device, outcome] : ends) {
    EXPECT_EQ(outcome.state, device == "dev-7" ? DeviceState::kFailed : DeviceState::kSucceeded) << device;
  }
}

TEST_P(ManagerContract, OddDeviceNamesWork) {
  order_.devices = {"_a", "b:c", "d@e", "f~g", "h+i", "UPPER.lower", std::string(128, 'x')};
  order_.parameters.install = {"test", "-f", "{package}"};
  for (const auto& [device, outcome] : run())
    EXPECT_EQ(outcome.state, DeviceState::kSucceeded) << device << outcome.message;
}

TEST_P(ManagerContract, ANameThatLeadsOutOfThePlaceIsRefused) {
  order_.devices = {"../outside"};
  EXPECT_EQ(run().at("../outside").failure_type, "configuration");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "outside"));
}

TEST_P(ManagerContract, EachFailingStepHasItsType) {
  struct Case {
    model::Command before, install, verify;
    std::string type, message;
  };
  const Case cases[] = {
      {{"false"}, {}, {}, "install_failed", "before: false ended with exit status 1"},
      {{}, {"sh", "-c", "echo broken; exit 3"}, {}, "install_failed", "install: sh ended with exit status 3: broken"},
      {{}, {"true"}, {"false"}, "verify_failed", "verify: false"},
      {{}, {"no-such-program-here"}, {}, "install_failed", "cannot start no-such-program-here"},
      {{}, {"sh", "-c", "echo 'x: No space left on device' >&2; exit 1"}, {}, "disk_full", "No space left on device"},
  };
  for (const Case& c : cases) {
    ++order_.run;
    order_.parameters.before = c.before;
    order_.parameters.install = c.install;
    order_.parameters.verify = c.verify;
    const auto end = run_one();
    EXPECT_EQ(end.state, DeviceState::kFailed);
    EXPECT_EQ(end.failure_type, c.type);
    EXPECT_THAT(end.message, HasSubstr(c.message));
  }
}

TEST_P(ManagerContract, ADeviceThatIsNotThereIsUnreachable) {
  write(root_ / "dev-1", "a file where the device's folder should be");
  EXPECT_EQ(run_one().failure_type, "device_unreachable");
  std::filesystem::remove_all(root_);
  EXPECT_EQ(run_one().failure_type, "device_unreachable");
}

TEST_P(ManagerContract, APackageThatLeftTheStoreIsMissing) {
  std::filesystem::remove(folder_ / "store");
  const auto end = run_one();
  EXPECT_EQ(end.failure_type, "package_missing");
  EXPECT_EQ(end.package, "app.sh");
}

TEST_P(ManagerContract, ACommandOverTheDeadlineIsATimeout) {
  order_.parameters.timeout = std::chrono::milliseconds(200);
  order_.parameters.install = {"sleep", "600"};
  EXPECT_EQ(run_one().failure_type, "timeout");
}

TEST_P(ManagerContract, AStopCancelsWhatRunsAndWhatWaits) {
  order_.devices = {"dev-1", "dev-2", "dev-3"};
  order_.parameters.parallel = 1;
  order_.parameters.install = {"sh", "-c", "touch started; exec sleep 600"};
  std::stop_source stop;
  std::jthread person([&] {
    while (!std::filesystem::exists(root_ / "dev-1/started")) std::this_thread::yield();
    stop.request_stop();
  });
  const auto ends = run(stop.get_token());
  ASSERT_EQ(ends.size(), 3U);
  for (const auto& [device, outcome] : ends) EXPECT_EQ(outcome.state, DeviceState::kCancelled) << device;
}

TEST_P(ManagerContract, AStopFromTheReportOfAStartKeepsTheDeviceUntouched) {
  std::stop_source stop;
  on_start_ = [&](const std::string&) { stop.request_stop(); };
  EXPECT_EQ(run(stop.get_token()).at("dev-1").state, DeviceState::kCancelled);
  EXPECT_FALSE(std::filesystem::exists(root_ / "dev-1"));
}

TEST_P(ManagerContract, TheJobsBandwidthIsKept) {
  order_.parameters.timeout = std::chrono::milliseconds(200);
  order_.parameters.bandwidth = 1;  // 7 bytes would take 7 s
  EXPECT_EQ(run_one().failure_type, "timeout");
  order_.parameters.timeout = std::chrono::seconds(60);
  order_.parameters.bandwidth = 1'000'000;
  EXPECT_EQ(run_one().state, DeviceState::kSucceeded);
}

TEST_P(ManagerContract, FurtherAttemptsAreMade) {
  order_.parameters.retries = 2;
  order_.parameters.install = {"sh", "-c", "echo x >> tries; test $(wc -l < tries) -eq 3"};
  EXPECT_EQ(run_one().state, DeviceState::kSucceeded);
}

TEST_P(ManagerContract, AnInquiryTellsASuccessAfterARestart) {
  run_one();
  const auto restarted = GetParam().make(root_, processes_, clock_);
  EXPECT_EQ(restarted->inquire("J-1", 1, "dev-1").state, DeviceState::kSucceeded);
  EXPECT_EQ(restarted->inquire("J-1", 2, "dev-1").failure_type, "no_report");
  EXPECT_EQ(restarted->inquire("J-1", 1, "dev-unknown").failure_type, "no_report");
}

TEST_P(ManagerContract, AFailedRunLeavesNoReceipt) {
  order_.parameters.verify = {"false"};
  run_one();
  EXPECT_EQ(manager_->inquire("J-1", 1, "dev-1").failure_type, "no_report");
}

TEST_P(ManagerContract, PreflightFindsTheFaultAndChangesNothing) {
  order_.devices = {"dev-1", "dev-2"};
  write(root_ / "dev-2", "not a folder");
  const auto checks = manager_->preflight(order_);
  ASSERT_EQ(checks.size(), 3U);
  EXPECT_EQ(checks[0], (model::PreflightCheck{"package app.sh", true, "7 bytes"}));
  EXPECT_TRUE(checks[1].good) << checks[1].detail;
  EXPECT_FALSE(checks[2].good);
  EXPECT_EQ(checks[2].what, "device dev-2");
  EXPECT_FALSE(std::filesystem::exists(root_ / "dev-1"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(root_), {}), 1);
}

TEST_P(ManagerContract, ALinkInThePlaceOfThePackageIsReplacedNotFollowed) {
  std::filesystem::create_directories(root_ / "dev-1");
  write(folder_ / "victim", "precious");
  std::filesystem::create_symlink(folder_ / "victim", root_ / "dev-1/app.sh");
  EXPECT_EQ(run_one().state, DeviceState::kSucceeded);
  EXPECT_EQ(read(folder_ / "victim"), "precious");
  EXPECT_EQ(read(root_ / "dev-1/app.sh"), "payload");
}

INSTANTIATE_TEST_SUITE_P(Kinds, ManagerContract,
                         testing::Values(Setup{
                             "local",
                             [](const std::filesystem::path& root, sys::ProcessRunner& processes,
                                const base::Clock& clock) { return make_local_manager(root, 8, processes, clock); }}),
                         [](const auto& tested) { return tested.param.kind; });

}  // namespace
}  // namespace redrive::agent
