// The manager for Ansible that ships, with the real ansible-playbook: on folders (connection local) and on SSH servers.
#include "tests/contract/manager/external_fixture.h"
#include "tests/contract/manager/manager_worlds.h"
#include "tests/contract/manager/ssh_devices.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using testing::HasSubstr;

class AnsibleManager : public test::ExternalFixture {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists("/usr/bin/ansible-playbook")) GTEST_SKIP() << "ansible-core is not installed";
    bounds_ = {};
    bounds_.report_grace = std::chrono::seconds(300);
    bounds_.preflight_for = std::chrono::seconds(120);
    bounds_.inquire_for = std::chrono::seconds(120);
    std::ofstream(folder_ / "store") << "payload";
    order_.packages = {{"app.sh", folder_ / "store"}};
    order_.parameters.timeout = std::chrono::seconds(300);
    use({"--", "-c", "local"});
  }
  void use(const model::Command& more) {
    command_ = {test::shipped_manager("ansible/manager.py"), "--staging", folder_ / "devices" / "{device}"};
    command_.insert(command_.end(), more.begin(), more.end());
  }
  std::string on(const std::string& device, const std::string& file) const {
    return read("devices/" + device + "/J-1/" + file);
  }
};

TEST_F(AnsibleManager, EachDeviceHasItsOwnEnd) {
  devices(3);
  order_.parameters.before = {"sh", "-c", "echo before >log"};
  order_.parameters.install = {"sh", "-c", "cat {package} >>log; test {device} != dev-2 || { echo broken; exit 3; }"};
  order_.parameters.verify = {"test", "{device}", "!=", "dev-3"};
  const auto ends = run();
  EXPECT_EQ(ends.at("dev-1").state, DeviceState::kSucceeded) << ends.at("dev-1").message;
  EXPECT_EQ(ends.at("dev-2").failure_type, "install_failed");
  EXPECT_EQ(ends.at("dev-2").package, "app.sh");
  EXPECT_EQ(ends.at("dev-2").message, "install app.sh: sh ended with exit status 3: broken");
  EXPECT_EQ(ends.at("dev-3").failure_type, "verify_failed");
  EXPECT_EQ(on("dev-1", "log"), "before\npayload");
  EXPECT_EQ(manager().inquire("J-1", 1, {"dev-1"}).state, DeviceState::kSucceeded);
  EXPECT_EQ(manager().inquire("J-1", 1, {"dev-2"}).failure_type, "no_report");
}

TEST_F(AnsibleManager, ArgumentsArriveAsTheyAre) {
  order_.parameters.install = {"sh",        "-c",        "printf '%s|' \"$@\" $REDRIVE_DEVICE >log",
                               "x",         "two words", "it's",
                               "$HOME",     "~",         "`x`",
                               "*",         "",          "-n",
                               "a\nb",      "\\",        "\"",
                               "{{ 7*7 }}", "{% x %}",   "é",
                               "{device}"};
  const auto end = run_one();
  EXPECT_EQ(end.state, DeviceState::kSucceeded) << end.message;
  EXPECT_EQ(on("dev-1", "log"), "two words|it's|$HOME|~|`x`|*||-n|a\nb|\\|\"|{{ 7*7 }}|{% x %}|é|dev-1|dev-1|");
}

TEST_F(AnsibleManager, AFailureIsToldByTheWordsInIt) {
  order_.parameters.install = {"sh", "-c", "echo 'tar: x: No space left on device' >&2; exit 2"};
  EXPECT_EQ(run_one().failure_type, "disk_full");
  std::filesystem::remove(folder_ / "store");
  const auto missing = run_one();
  EXPECT_EQ(missing.failure_type, "package_missing") << missing.message;
  EXPECT_EQ(missing.package, "app.sh");
}

TEST_F(AnsibleManager, WhatHangsIsEndedAtTheTimeout) {
  order_.parameters.timeout = std::chrono::seconds(15);
  order_.parameters.install = {"sh", "-c", "echo $$ >pid; exec sleep 1000"};
  EXPECT_EQ(run_one().failure_type, "timeout");
  expect_gone("devices/dev-1/J-1/pid");
}

TEST_F(AnsibleManager, AStopEndsWhatRuns) {
  order_.parameters.install = {"sh", "-c", "echo $$ >pid; exec sleep 1000"};
  std::stop_source stop;
  std::jthread person([&] {
    wait_for("devices/dev-1/J-1/pid");
    stop.request_stop();
  });
  EXPECT_EQ(run(stop.get_token()).at("dev-1").state, DeviceState::kCancelled);
  expect_gone("devices/dev-1/J-1/pid");
}

TEST_F(AnsibleManager, APlaybookOfYoursIsPlayed) {
  devices(2);
  std::ofstream(folder_ / "own.yml")
      << "- hosts: all\n  gather_facts: false\n  tasks:\n"
         "    - block:\n        - name: first try\n          ansible.builtin.command: 'false'\n"
         "      rescue:\n        - ansible.builtin.debug: {msg: 'mended {{ redrive_job }}'}\n"
         "    - name: check\n      ansible.builtin.fail: {msg: 'no {{ redrive_packages[0].name }}'}\n"
         "      when: redrive_device == 'dev-2'\n";
  use({"--playbook", folder_ / "own.yml", "--", "-c", "local"});
  const auto ends = run();
  EXPECT_EQ(ends.at("dev-1").state, DeviceState::kSucceeded) << ends.at("dev-1").message;
  EXPECT_EQ(ends.at("dev-2").failure_type, "install_failed");
  EXPECT_EQ(ends.at("dev-2").message, "check: no app.sh");
}

TEST_F(AnsibleManager, APlaybookThatIsNoneTouchesNothing) {
  std::ofstream(folder_ / "own.yml") << "- hosts: [\n";
  use({"--playbook", folder_ / "own.yml", "--", "-c", "local"});
  const auto end = run_one();
  EXPECT_EQ(end.failure_type, "configuration");
  EXPECT_THAT(end.message, HasSubstr("own.yml"));
}

TEST_F(AnsibleManager, OverSshUnreachableAndRefusedAreToldApart) {
  if (const std::string why = test::SshDevices::missing(); !why.empty()) GTEST_SKIP() << why;
  test::SshDevices ssh(folder_ / "ssh", folder_ / "unused");
  devices(3);
  for (const auto& device : order_.devices) order_.addresses.push_back(ssh.device(device));
  ssh.refuse_key("dev-2");
  ssh.stop("dev-3");
  const auto options = ssh.options();
  use({"--", "--user", options.user, "--private-key", options.identity_file, "--ssh-common-args",
       "-F none -o BatchMode=yes -o IdentitiesOnly=yes -o UserKnownHostsFile=" + ssh.known_hosts().string()});
  order_.parameters.install = {"sh", "-c", "cat {package} >log"};
  const auto checks = manager().preflight(order_);
  ASSERT_EQ(checks.size(), 4U);
  for (const auto& check : checks) {
    const bool good = check.what == "package app.sh" || check.what == "device dev-1";
    EXPECT_EQ(check.good, good) << check.what << ": " << check.detail;
  }
  const auto ends = run();
  EXPECT_EQ(ends.at("dev-1").state, DeviceState::kSucceeded) << ends.at("dev-1").message;
  EXPECT_EQ(on("dev-1", "log"), "payload");
  EXPECT_EQ(ends.at("dev-2").failure_type, "auth_failed") << ends.at("dev-2").message;
  EXPECT_EQ(ends.at("dev-3").failure_type, "device_unreachable") << ends.at("dev-3").message;
  EXPECT_THAT(ends.at("dev-3").message, HasSubstr("Connection refused"));
}

}  // namespace
}  // namespace redrive::agent
