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
  std::filesystem::path place() const { return folder_ / "devices/dev-1/J-1"; }

  std::filesystem::path folder_;
  sys::PosixProcessRunner processes_;
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

TEST_F(SshTrouble, WhatWasTransferredIsKeptForTheNextAttempt) {
  std::ofstream(folder_ / "store") << std::string(256 * 1024, 'x') << clock_.utc().time_since_epoch().count();
  order_.parameters.timeout = std::chrono::seconds(6);
  order_.parameters.bandwidth = 16 * 1024;
  EXPECT_EQ(run().failure_type, "timeout");
  while (!std::filesystem::exists(place() / ".redrive-partial/app.bin")) std::this_thread::yield();
  EXPECT_FALSE(std::filesystem::exists(place() / "app.bin"));  // whole or not at all
  order_.parameters.timeout = std::chrono::seconds(60);
  order_.parameters.bandwidth = 0;
  order_.parameters.verify = {"cmp", "{package}", folder_ / "store"};
  EXPECT_EQ(run().state, DeviceState::kSucceeded);
  EXPECT_FALSE(std::filesystem::exists(place() / ".redrive-partial"));
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
