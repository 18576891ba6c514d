#include "agent/manager/carried_manager.h"

#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <thread>

#include "tests/unit/agent/fake_carrier.h"
#include "tests/unit/agent/samples.h"

namespace redrive::agent {
namespace {

using model::DeviceState;

// Counts who is inside, and gives others every chance to come in too.
class Crowd {
 public:
  void enter() {
    int seen = most_;
    for (const int now = ++inside_; seen < now && !most_.compare_exchange_weak(seen, now);) continue;
    for (int i = 0; i < 2000; ++i) std::this_thread::yield();
  }
  void leave() { --inside_; }
  int most() const { return most_; }

 private:
  std::atomic<int> inside_{0}, most_{0};
};

class CarriedManagerTest : public testing::Test {
 protected:
  void make(std::uint32_t parallel) {
    auto carrier = std::make_unique<test::FakeCarrier>();
    carrier_ = carrier.get();
    manager_ = std::make_unique<CarriedManager>(std::move(carrier), parallel, clock_);
  }
  RunOrder order(std::size_t devices, std::uint32_t parallel) {
    RunOrder order;
    order.job = "J-1";
    order.devices = test::device_names(devices);
    order.parameters.parallel = parallel;
    return order;
  }

  base::ManualClock clock_;
  test::FakeCarrier* carrier_ = nullptr;
  std::unique_ptr<CarriedManager> manager_;
};

TEST_F(CarriedManagerTest, EveryDeviceIsReportedTwiceWithinTheLimit) {
  make(3);
  std::mutex mutex;
  std::map<std::string, std::vector<DeviceState>> seen;
  Crowd crowd;
  manager_->run(order(50, 100),
                [&](const model::DeviceOutcome& outcome) {
                  {
                    const std::scoped_lock lock(mutex);
                    seen[outcome.device].push_back(outcome.state);
                  }
                  outcome.state == DeviceState::kRunning ? crowd.enter() : crowd.leave();
                },
                {});
  ASSERT_EQ(seen.size(), 50U);
  for (const auto& [device, states] : seen) {
    EXPECT_EQ(states, (std::vector{DeviceState::kRunning, DeviceState::kSucceeded})) << device;
  }
  EXPECT_LE(crowd.most(), 3);
}

TEST_F(CarriedManagerTest, AJobsOwnLimitIsKeptToo) {
  make(100);
  Crowd crowd;
  manager_->run(order(20, 2),
                [&](const model::DeviceOutcome& outcome) {
                  outcome.state == DeviceState::kRunning ? crowd.enter() : crowd.leave();
                },
                {});
  EXPECT_LE(crowd.most(), 2);
}

TEST_F(CarriedManagerTest, DevicesAreWorkedOnAtTheSameTime) {
  make(3);
  std::latch all(3);
  manager_->run(order(3, 3),
                [&](const model::DeviceOutcome& outcome) {
                  if (outcome.state == DeviceState::kRunning) all.arrive_and_wait();
                },
                {});
  EXPECT_TRUE(all.try_wait());
}

TEST_F(CarriedManagerTest, AStopCancelsWhatWaitsWithOneReportEach) {
  make(1);
  std::stop_source stop;
  std::vector<model::DeviceOutcome> reports;
  manager_->run(
      order(4, 1),
      [&](const model::DeviceOutcome& outcome) {
        reports.push_back(outcome);
        if (reports.size() == 2) stop.request_stop();
      },
      stop.get_token());
  ASSERT_EQ(reports.size(), 5U);
  for (std::size_t i = 2; i < 5; ++i) EXPECT_EQ(reports[i].state, DeviceState::kCancelled);
}

TEST_F(CarriedManagerTest, TwoRunsShareTheLimitAndNeverADevice) {
  struct Case {
    std::size_t devices;
    std::uint32_t limit;
    int most;
  };
  for (const Case& c : {Case{1, 8, 1}, Case{20, 2, 2}}) {
    make(c.limit);
    Crowd crowd;
    const auto one_run = [&] {
      for (int i = 0; i < 10; ++i) {
        manager_->run(order(c.devices, 8),
                      [&](const model::DeviceOutcome& outcome) {
                        outcome.state == DeviceState::kRunning ? crowd.enter() : crowd.leave();
                      },
                      {});
      }
    };
    std::jthread other(one_run);
    one_run();
    other.join();
    EXPECT_LE(crowd.most(), c.most);
  }
}

TEST_F(CarriedManagerTest, AHigherLimitHoldsForRunsBegunFromThenOn) {
  make(1);
  manager_->limit_devices(3);
  std::latch all(3);
  manager_->run(order(3, 3),
                [&](const model::DeviceOutcome& outcome) {
                  if (outcome.state == DeviceState::kRunning) all.arrive_and_wait();
                },
                {});
  EXPECT_TRUE(all.try_wait());
}

TEST_F(CarriedManagerTest, ALowerLimitHoldsInARunFromItsNextDeviceOn) {
  make(3);
  std::latch all(3);
  std::mutex mutex;
  std::set<std::string> first;
  Crowd rest;
  manager_->run(order(20, 3),
                [&](const model::DeviceOutcome& outcome) {
                  std::unique_lock lock(mutex);
                  const bool begins = outcome.state == DeviceState::kRunning;
                  if (begins && first.size() < 3) {
                    first.insert(outcome.device);
                    lock.unlock();
                    all.arrive_and_wait();
                    manager_->limit_devices(1);
                  } else if (!first.contains(outcome.device)) {
                    lock.unlock();
                    begins ? rest.enter() : rest.leave();
                  }
                },
                {});
  EXPECT_EQ(rest.most(), 1);
}

TEST_F(CarriedManagerTest, AnInquiryTellsSuccessByTheReceiptAndElseNoReport) {
  make(2);
  manager_->run(order(1, 1), [](const auto&) {}, {});
  EXPECT_EQ(manager_->inquire("J-1", 1, {"dev-1"}).state, DeviceState::kSucceeded);
  const auto other_run = manager_->inquire("J-1", 2, {"dev-1"});
  EXPECT_EQ(other_run.state, DeviceState::kFailed);
  EXPECT_EQ(other_run.failure_type, "no_report");
  EXPECT_EQ(other_run.run, 2U);
  carrier_->faults["ask"] = {{"device_unreachable", "no answer", false}};
  EXPECT_THAT(manager_->inquire("J-1", 1, {"dev-1"}).message, testing::HasSubstr("no answer"));
}

TEST_F(CarriedManagerTest, PreflightIsBoundedAndSaysSo) {
  make(2);
  RunOrder big = order(1500, 1);
  big.packages = {{"gone.deb", "/nowhere/gone.deb"}};
  const auto checks = manager_->preflight(big);
  ASSERT_EQ(checks.size(), 1 + CarriedManager::kMaxProbed + 1);
  EXPECT_FALSE(checks[0].good);
  EXPECT_EQ(checks[0].what, "package gone.deb");
  EXPECT_EQ(checks.back().detail, "1000 of 1500 were looked at");
}

}  // namespace
}  // namespace redrive::agent
