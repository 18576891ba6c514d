// Programs of a few lines in the place of an external manager, and what a run with one comes to.
#pragma once

#include <gmock/gmock.h>

#include <csignal>
#include <fstream>
#include <map>
#include <mutex>
#include <thread>

#include "agent/manager/external_manager.h"
#include "shared/base/names.h"
#include "shared/base/random.h"

namespace redrive::agent::test {

class ExternalFixture : public testing::Test {
 protected:
  ExternalFixture() {
    base::SystemRandom random;
    folder_ = std::filesystem::temp_directory_path() / base::make_id("redrive-test-", random);
    std::filesystem::create_directories(folder_);
    order_.job = "J-1";
    order_.devices = {"dev-1"};
    order_.parameters.timeout = std::chrono::seconds(60);
    bounds_.end_for = bounds_.stop_for = bounds_.kill_after = std::chrono::milliseconds(100);
  }
  ~ExternalFixture() override { std::filesystem::remove_all(folder_); }

  // Of a shell that knows `ok DEVICE` and `no DEVICE`.
  void program(const std::string& script) {
    const std::string words =
        "ok() { echo \"{\\\"device\\\":\\\"$1\\\",\\\"state\\\":\\\"succeeded\\\"}\"; }\n"
        "no() { echo \"{\\\"device\\\":\\\"$1\\\",\\\"state\\\":\\\"failed\\\",\\\"failure_type\\\":"
        "\\\"timeout\\\"}\"; }\n";
    command_ = {"/bin/sh", "-c", "cd " + folder_.string() + "\n" + words + script};
  }
  // Of Python, with the lines' objects as `order` and `handed()` for the devices to come.
  void python(const std::string& script) {
    std::ofstream(folder_ / "program.py")
        << "import json, sys\norder = json.loads(sys.stdin.readline())\n"
           "def say(**words): print(json.dumps(words), flush=True)\n"
           "def handed():\n for line in iter(sys.stdin.readline, ''):\n  said = json.loads(line)\n"
           "  if said['do'] == 'device': yield said['device']\n"
        << script;
    command_ = {"/usr/bin/python3", folder_ / "program.py"};
  }
  void devices(int count) {
    order_.devices.clear();
    for (int i = 1; i <= count; ++i) order_.devices.push_back(fmt::format("dev-{}", i));
  }

  ExternalManager manager() { return {command_, 1000, processes_, clock_, bounds_}; }
  std::map<std::string, model::DeviceOutcome> run(std::stop_token stop = {}) {
    starts_.clear();
    std::map<std::string, model::DeviceOutcome> ends;
    std::mutex mutex;
    auto manager = this->manager();
    manager.run(
        order_,
        [&](const model::DeviceOutcome& outcome) {
          const std::scoped_lock lock(mutex);
          if (outcome.state == model::DeviceState::kRunning) {
            EXPECT_FALSE(ends.contains(outcome.device));
            EXPECT_EQ(++starts_[outcome.device], 1) << outcome.device;
          } else {
            EXPECT_TRUE(ends.emplace(outcome.device, outcome).second) << outcome.device << " has ended before";
          }
        },
        stop);
    EXPECT_EQ(ends.size(), order_.devices.size());
    return ends;
  }
  model::DeviceOutcome run_one() { return run().at("dev-1"); }

  std::string read(const std::string& file) const {
    std::ifstream in(folder_ / file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void wait_for(const std::string& file) const {
    while (read(file).empty()) std::this_thread::yield();
  }
  // The process whose number is in the file ends, if it has not yet.
  void expect_gone(const std::string& file) const {
    const pid_t pid = std::atoi(read(file).c_str());
    ASSERT_GT(pid, 0) << file;
    while (::kill(pid, 0) == 0) std::this_thread::yield();
  }

  std::filesystem::path folder_;
  sys::PosixProcessRunner processes_;
  base::SystemClock clock_;
  ExternalBounds bounds_;
  model::Command command_;
  RunOrder order_;
  std::map<std::string, int> starts_;
};

}  // namespace redrive::agent::test
