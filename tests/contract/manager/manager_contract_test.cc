// What every distribution manager promises (agent/manager/manager.h), on real files, processes and SSH servers. A
// further kind is one more Kind in the list at the end.
#include <gmock/gmock.h>

#include <csignal>
#include <fstream>
#include <mutex>
#include <thread>

#include "shared/base/names.h"
#include "shared/base/random.h"
#include "tests/contract/manager/manager_worlds.h"
#include "tests/contract/manager/ssh_devices.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using testing::HasSubstr;

struct Kind {
  std::string name;
  std::unique_ptr<test::ManagerWorld> (*make)(const std::filesystem::path& root);
  std::string (*missing)();  // why it cannot be tested here
};

class ManagerContract : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    if (const std::string why = GetParam().missing(); !why.empty()) GTEST_SKIP() << why;
    base::SystemRandom random;
    folder_ = std::filesystem::temp_directory_path() / base::make_id("redrive-test-", random);
    root_ = folder_ / "devices";
    std::filesystem::create_directories(root_);
    write(folder_ / "store", "payload");
    order_.job = "J-1";
    order_.devices = {"dev-1"};
    order_.packages = {{"app.sh", folder_ / "store"}};
    order_.parameters.timeout = std::chrono::seconds(60);
    world_ = GetParam().make(root_);
    manager_ = world_->make(processes_, clock_);
  }
  void TearDown() override {
    manager_.reset();
    world_.reset();
    std::filesystem::remove_all(folder_);
  }

  static void write(const std::filesystem::path& path, const std::string& text) { std::ofstream(path) << text; }
  static std::string read(const std::filesystem::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::filesystem::path on(const std::string& device, const std::string& file) const {
    return world_->folder(device, order_.job) / file;
  }
  const RunOrder& addressed() {
    order_.addresses.clear();
    for (const auto& device : order_.devices) {
      if (base::check_name("device", device)) order_.addresses.push_back(world_->where(device));
    }
    std::ranges::sort(order_.addresses, {}, &model::DeviceAddress::device);
    return order_;
  }
  model::DeviceOutcome inquire(DistributionManager& manager, std::uint32_t run, const std::string& device) {
    return manager.inquire(order_.job, run, world_->where(device));
  }
  // The process whose number is in the file ends, if it has not yet.
  static void expect_gone(const std::filesystem::path& file) {
    pid_t pid = 0;
    std::ifstream(file) >> pid;
    ASSERT_GT(pid, 0) << file;
    while (::kill(pid, 0) == 0) std::this_thread::yield();
  }
  // Runs the order; the end state of each device.
  std::map<std::string, model::DeviceOutcome> run(std::stop_token stop = {}) {
    std::map<std::string, model::DeviceOutcome> ends;
    std::map<std::string, std::uint32_t> starts;  // steps proven
    std::mutex mutex;
    manager_->run(
        addressed(),
        [&](const model::DeviceOutcome& outcome) {
          const std::scoped_lock lock(mutex);
          EXPECT_EQ(outcome.run, order_.run);
          EXPECT_FALSE(ends.contains(outcome.device)) << "a report after the end";
          if (outcome.state == DeviceState::kRunning) {
            const auto [known, first] = starts.try_emplace(outcome.device, outcome.done);
            EXPECT_TRUE(first || outcome.done > known->second) << "told again, with more steps proven";
            known->second = outcome.done;
            if (first && on_start_) on_start_(outcome.device);
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
  std::unique_ptr<test::ManagerWorld> world_;
  std::unique_ptr<DistributionManager> manager_;
};

TEST_P(ManagerContract, PutsThePackagesAndRunsTheStepsInTheDevicesFolder) {
  order_.parameters.before = {"sh", "-c", "echo before {device} >> log"};
  order_.parameters.install = {"sh", "-c", "cat {package} >> log; echo >> log"};
  order_.parameters.verify = {"grep", "-q", "payload", "log"};
  order_.parameters.after = {"sh", "-c", "echo after >> log"};
  EXPECT_EQ(run_one().state, DeviceState::kSucceeded);
  EXPECT_EQ(read(on("dev-1", "log")), "before dev-1\npayload\nafter\n");
  EXPECT_EQ(read(on("dev-1", "app.sh")), "payload");
}

TEST_P(ManagerContract, ASecondRunReplacesWhatTheFirstPut) {
  run_one();
  write(folder_ / "store", "newer");
  order_.run = 2;
  EXPECT_EQ(run_one().state, DeviceState::kSucceeded);
  EXPECT_EQ(read(on("dev-1", "app.sh")), "newer");
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

TEST_P(ManagerContract, ArgumentsArriveAsTheyAre) {
  order_.parameters.install = {"sh",    "-c",        "printf '%s|' \"$@\" $REDRIVE_DEVICE >log",
                               "x",     "two words", "it's",
                               "$HOME", "`x`",       "*",
                               "",      "-n",        "a\nb",
                               "\\",    "\"",        "{device}"};
  EXPECT_EQ(run_one().state, DeviceState::kSucceeded);
  EXPECT_EQ(read(on("dev-1", "log")), "two words|it's|$HOME|`x`|*||-n|a\nb|\\|\"|dev-1|dev-1|");
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
  for (const auto& lose : world_->ways_to_lose("dev-1")) {
    lose();
    const auto end = run_one();
    EXPECT_EQ(end.failure_type, "device_unreachable") << end.message;
  }
}

TEST_P(ManagerContract, APackageThatLeftTheStoreIsMissing) {
  std::filesystem::remove(folder_ / "store");
  const auto end = run_one();
  EXPECT_EQ(end.failure_type, "package_missing");
  EXPECT_EQ(end.package, "app.sh");
}

TEST_P(ManagerContract, ACommandOverTheDeadlineIsATimeout) {
  order_.parameters.timeout = world_->short_timeout();
  order_.parameters.install = {"sh", "-c", "echo $$ >pid; exec sleep 600"};
  EXPECT_EQ(run_one().failure_type, "timeout");
  expect_gone(on("dev-1", "pid"));
}

TEST_P(ManagerContract, DevicesThatHangEndAndTheOthersAreCarriedOn) {
  order_.devices = {"dev-1", "dev-2", "dev-3", "dev-4", "dev-5"};
  order_.parameters.parallel = 2;  // both hang at first
  order_.parameters.timeout = world_->short_timeout();
  order_.parameters.install = {"sh", "-c",
                               "case {device} in dev-[12]) trap '' TERM; while :; do sleep 600; done;; esac"};
  const auto ends = run();
  ASSERT_EQ(ends.size(), 5U);
  for (const auto& [device, outcome] : ends) {
    const bool hung = device == "dev-1" || device == "dev-2";
    EXPECT_EQ(outcome.state, hung ? DeviceState::kFailed : DeviceState::kSucceeded) << device << outcome.message;
    EXPECT_EQ(outcome.failure_type, hung ? "timeout" : "");
  }
}

TEST_P(ManagerContract, AStopCancelsWhatRunsAndWhatWaits) {
  order_.devices = {"dev-1", "dev-2", "dev-3"};
  order_.parameters.parallel = 1;
  order_.parameters.timeout = std::chrono::hours(1);
  order_.parameters.install = {"sh", "-c", "echo $$ >pid; touch started; exec sleep 600"};
  std::stop_source stop;
  std::jthread person([&] {
    while (!std::filesystem::exists(on("dev-1", "started"))) std::this_thread::yield();
    stop.request_stop();
  });
  const auto ends = run(stop.get_token());
  ASSERT_EQ(ends.size(), 3U);
  for (const auto& [device, outcome] : ends) EXPECT_EQ(outcome.state, DeviceState::kCancelled) << device;
  expect_gone(on("dev-1", "pid"));
}

TEST_P(ManagerContract, AStopFromTheReportOfAStartKeepsTheDeviceUntouched) {
  std::stop_source stop;
  on_start_ = [&](const std::string&) { stop.request_stop(); };
  EXPECT_EQ(run(stop.get_token()).at("dev-1").state, DeviceState::kCancelled);
  EXPECT_FALSE(std::filesystem::exists(root_ / "dev-1"));
}

TEST_P(ManagerContract, TheJobsBandwidthIsKept) {
  write(folder_ / "store", std::string(64 * 1024, 'x'));
  order_.parameters.timeout = world_->short_timeout();
  order_.parameters.bandwidth = 1024;  // a minute's worth
  const auto end = run_one();
  EXPECT_EQ(end.failure_type, "timeout");
  EXPECT_THAT(end.message, testing::StartsWith("copy app.sh: "));
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
  const auto restarted = world_->make(processes_, clock_);
  EXPECT_EQ(inquire(*restarted, 1, "dev-1").state, DeviceState::kSucceeded);
  EXPECT_EQ(inquire(*restarted, 2, "dev-1").failure_type, "no_report");
  EXPECT_EQ(inquire(*restarted, 1, "dev-untouched").failure_type, "no_report");
}

TEST_P(ManagerContract, AFailedRunLeavesNoReceipt) {
  order_.parameters.verify = {"false"};
  run_one();
  EXPECT_EQ(inquire(*manager_, 1, "dev-1").failure_type, "no_report");
}

TEST_P(ManagerContract, PreflightFindsTheFaultAndChangesNothing) {
  order_.devices = {"dev-1", "dev-2"};
  world_->ways_to_lose("dev-2")[0]();
  const auto before = std::distance(std::filesystem::directory_iterator(root_), {});
  const auto checks = manager_->preflight(addressed());
  ASSERT_EQ(checks.size(), 3U);
  EXPECT_EQ(checks[0], (model::PreflightCheck{"package app.sh", true, "7 bytes"}));
  EXPECT_TRUE(checks[1].good) << checks[1].detail;
  if (GetParam().name != "external") {
    EXPECT_THAT(checks[1].detail, testing::MatchesRegex("[0-9.]+ [MGTP]B free, 7 bytes needed"));
  }
  EXPECT_FALSE(checks[2].good);
  EXPECT_EQ(checks[2].what, "device dev-2");
  EXPECT_FALSE(std::filesystem::exists(root_ / "dev-1"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(root_), {}), before);
}

TEST_P(ManagerContract, ALinkInThePlaceOfThePackageIsReplacedNotFollowed) {
  std::filesystem::create_directories(on("dev-1", ""));
  write(folder_ / "victim", "precious");
  std::filesystem::create_symlink(folder_ / "victim", on("dev-1", "app.sh"));
  EXPECT_EQ(run_one().state, DeviceState::kSucceeded);
  EXPECT_EQ(read(folder_ / "victim"), "precious");
  EXPECT_EQ(read(on("dev-1", "app.sh")), "payload");
}

const Kind kKinds[] = {{"local", test::make_local_world, [] { return std::string(); }},
                       {"rsync_ssh", test::make_ssh_world, test::SshDevices::missing},
                       {"external", test::make_external_world, test::python_missing}};
INSTANTIATE_TEST_SUITE_P(Kinds, ManagerContract, testing::ValuesIn(kKinds),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace redrive::agent
