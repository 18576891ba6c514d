// What only a device reached over ssh can suffer, on real SSH servers.
#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "agent/manager/ssh_manager.h"
#include "shared/base/names.h"
#include "shared/base/random.h"
#include "tests/contract/manager/ssh_devices.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using testing::HasSubstr;

// What rsync was told to put, it also counts: its lines of --stats.
class CountingRunner final : public sys::ProcessRunner {
 public:
  sys::ProcessResult run(const sys::ProcessRequest& request, std::stop_token stop) override {
    sys::ProcessRequest counted = request;
    if (counted.argv[0] == "rsync") counted.argv.insert(counted.argv.begin() + 1, "--stats");
    auto result = processes_.run(counted, std::move(stop));
    if (counted.argv[0] == "rsync") said_ = result.output;
    return result;
  }
  // Of the last transfer: bytes of the file that went over the connection, and that the device had.
  std::uint64_t sent() const { return after("Literal data: "); }
  std::uint64_t had() const { return after("Matched data: "); }

 private:
  std::uint64_t after(std::string_view words) const {
    std::uint64_t number = 0;
    const std::size_t at = said_.find(words);
    if (at == std::string::npos) throw std::runtime_error("no '" + std::string(words) + "' in: " + said_);
    for (std::size_t i = at + words.size(); std::isdigit(said_[i]) || said_[i] == ','; ++i) {
      if (said_[i] != ',') number = number * 10 + static_cast<std::uint64_t>(said_[i] - '0');
    }
    return number;
  }

  sys::PosixProcessRunner processes_;
  std::string said_;
};

constexpr std::size_t kBig = 1024 * 1024;

class SshTrouble : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = test::SshDevices::missing(); !why.empty()) GTEST_SKIP() << why;
    base::SystemRandom random;
    folder_ = std::filesystem::temp_directory_path() / base::make_id("redrive-test-", random);
    std::filesystem::create_directories(folder_ / "devices");
    std::ofstream(folder_ / "store") << "payload";
    devices_ = std::make_unique<test::SshDevices>(folder_ / "ssh", folder_ / "devices");
    manager_ = make_ssh_manager(devices_->options(), 8, processes_, clock_).value();
    order_.job = "J-1";
    order_.devices = {"dev-1"};
    order_.addresses = {devices_->device("dev-1")};
    order_.packages = {{"app.bin", folder_ / "store"}};
    order_.parameters.timeout = std::chrono::seconds(60);
  }
  void TearDown() override {
    manager_.reset();
    devices_.reset();
    std::filesystem::remove_all(folder_);
  }
  model::DeviceOutcome run() {
    model::DeviceOutcome end;
    manager_->run(order_, [&](const model::DeviceOutcome& outcome) { end = outcome; }, {});
    return end;
  }
  void make_big_package() {
    std::string content;
    for (int i = 0; content.size() < kBig; ++i) content += fmt::format("line {} of what no line repeats\n", i);
    std::ofstream(folder_ / "store") << content;
  }
  // Without limits now. The file is whole then, and what the device had did not go over the connection.
  void expect_the_rest_is_sent() {
    order_.parameters.timeout = std::chrono::seconds(60);
    order_.parameters.bandwidth = 0;
    order_.parameters.verify = {"cmp", "{package}", folder_ / "store"};
    const auto end = run();
    EXPECT_EQ(end.state, DeviceState::kSucceeded) << end.message;
    EXPECT_GT(processes_.had(), 0U);
    EXPECT_LT(processes_.sent(), std::filesystem::file_size(folder_ / "store") - 32 * 1024);
    EXPECT_FALSE(std::filesystem::exists(place() / ".redrive-partial"));
  }
  // Bytes of what is under way to the device.
  std::uintmax_t received() const {
    std::uintmax_t bytes = 0;
    std::error_code gone;  // rsync renames what it has got
    for (std::filesystem::directory_iterator i(place() / ".redrive-incoming", gone), end; i != end; i.increment(gone)) {
      const auto size = i->file_size(gone);
      if (!gone) bytes += size;
    }
    return bytes;
  }
  static sys::ProcessRequest request(std::vector<std::string> argv) {
    sys::ProcessRequest out;
    out.argv = std::move(argv);
    return out;
  }
  std::filesystem::path place() const { return folder_ / "devices/dev-1/J-1"; }

  std::filesystem::path folder_;
  CountingRunner processes_;
  base::SystemClock clock_;
  std::unique_ptr<test::SshDevices> devices_;
  std::unique_ptr<DistributionManager> manager_;
  RunOrder order_;
};

TEST_F(SshTrouble, ARefusedKey) {
  devices_->refuse_key("dev-1");
  const auto end = run();
  EXPECT_EQ(end.failure_type, "auth_failed");
  EXPECT_THAT(end.message, HasSubstr("Permission denied (publickey)"));
  const auto inquired = manager_->inquire("J-1", 1, order_.addresses[0]);
  EXPECT_EQ(inquired.failure_type, "no_report");
  EXPECT_THAT(inquired.message, HasSubstr("Permission denied (publickey)"));
  const auto checks = manager_->preflight(order_);
  EXPECT_FALSE(checks.back().good);
  EXPECT_THAT(checks.back().detail, HasSubstr("Permission denied (publickey)"));
}

TEST_F(SshTrouble, AnUnknownHostKeyIsNotTakenAndNotLearnt) {
  std::ofstream(devices_->known_hosts(), std::ios::trunc).flush();
  const auto end = run();
  EXPECT_EQ(end.failure_type, "auth_failed");
  EXPECT_THAT(end.message, HasSubstr("Host key verification failed"));
  EXPECT_THAT(end.message, HasSubstr("No ED25519 host key is known"));
  EXPECT_FALSE(std::filesystem::exists(place()));
  EXPECT_TRUE(std::filesystem::is_empty(devices_->known_hosts()));
}

TEST_F(SshTrouble, APlaceOfAnotherUserIsNotUsed) {
  if (::getuid() != 0) GTEST_SKIP() << "only root can give a folder away";
  std::filesystem::create_directories(place());
  ASSERT_EQ(::chown(place().c_str(), 65534, 65534), 0);
  const auto end = run();
  EXPECT_EQ(end.failure_type, "configuration");
  EXPECT_THAT(end.message, HasSubstr("belongs to another user"));
  EXPECT_TRUE(std::filesystem::is_empty(place()));
}

TEST_F(SshTrouble, ThePlaceIsForNobodyElse) {
  EXPECT_EQ(run().state, DeviceState::kSucceeded);
  EXPECT_EQ(std::filesystem::status(place()).permissions(), std::filesystem::perms::owner_all);
}

TEST_F(SshTrouble, WhatWasTransferredBeforeAnInterruptionIsNotSentAgain) {
  make_big_package();
  order_.parameters.timeout = std::chrono::seconds(6);
  order_.parameters.bandwidth = 64 * 1024;
  EXPECT_EQ(run().failure_type, "timeout");
  while (!std::filesystem::exists(place() / ".redrive-partial/app.bin")) std::this_thread::yield();
  EXPECT_FALSE(std::filesystem::exists(place() / "app.bin"));  // whole or not at all
  expect_the_rest_is_sent();
}

TEST_F(SshTrouble, WhatAKilledRsyncLeftOnTheDeviceIsNotSentAgain) {
  make_big_package();
  order_.parameters.bandwidth = 64 * 1024;
  std::jthread killer([&] {
    while (received() < 64 * 1024) std::this_thread::yield();
    processes_.run(request({"pkill", "-KILL", "-n", "-f", "rsync --server.*" + (place() / "app.bin").string()}), {});
  });
  EXPECT_EQ(run().failure_type, "transfer_interrupted");
  EXPECT_GE(received(), 64 * 1024U);
  expect_the_rest_is_sent();
  EXPECT_EQ(received(), 0U);
}

TEST_F(SshTrouble, AFullDiskIsNotLeftFull) {
  if (::getuid() != 0) GTEST_SKIP() << "only root can mount a small disk";
  make_big_package();
  std::filesystem::create_directories(place().parent_path());
  const std::string disk = place().parent_path();
  const auto mounted = processes_.run(request({"mount", "-t", "tmpfs", "-o", "size=128k,mode=700", "tmpfs", disk}), {});
  if (mounted.code != 0) GTEST_SKIP() << mounted.output;
  const auto end = run();
  EXPECT_EQ(end.failure_type, "disk_full");
  EXPECT_THAT(end.message, HasSubstr("No space left on device"));
  EXPECT_GT(std::filesystem::space(disk).free, 100'000U);
  EXPECT_EQ(processes_.run(request({"umount", disk}), {}).code, 0);
}

TEST_F(SshTrouble, AFileOfTheSameSizeAndTimeIsStillReplaced) {
  EXPECT_EQ(run().state, DeviceState::kSucceeded);
  const auto time = std::filesystem::last_write_time(place() / "app.bin");
  std::ofstream(place() / "app.bin") << "damaged";  // as many bytes
  std::filesystem::last_write_time(place() / "app.bin", time);
  order_.parameters.verify = {"grep", "-q", "payload", "{package}"};
  EXPECT_EQ(run().state, DeviceState::kSucceeded);
}

TEST_F(SshTrouble, AConnectionLostInAStepIsToldFromAFailedStep) {
  // The third process above this one is the server's own for this connection.
  order_.parameters.install = {"sh", "-c",
                               "up() { sed 's/.*) [A-Z] //' /proc/$1/stat | cut -d' ' -f1; }; "
                               "kill -KILL $(up $(up $(up $$)))"};
  const auto end = run();
  EXPECT_EQ(end.failure_type, "device_unreachable") << end.message;
  EXPECT_THAT(end.message, HasSubstr("the connection was lost while sh ran"));
}

}  // namespace
}  // namespace redrive::agent
