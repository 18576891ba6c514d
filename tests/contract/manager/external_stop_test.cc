// How a manager of somebody else's is ended: when it does not end, does not listen, or is told to stop.
#include <atomic>

#include "tests/contract/manager/external_fixture.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using testing::HasSubstr;

class ExternalStop : public test::ExternalFixture {
 protected:
  // A stop as soon as the program has written the file "ready".
  std::map<std::string, model::DeviceOutcome> run_and_stop() {
    std::stop_source stop;
    std::jthread person([&] {
      wait_for("ready");
      stop.request_stop();
    });
    return run(stop.get_token());
  }
};

TEST_F(ExternalStop, AStartIsReportedBeforeTheProgramKnowsTheDevice) {
  devices(20);
  order_.parameters.parallel = 3;
  python(
      "for device in handed():\n open(sys.path[0] + '/handed', 'a').write(device + ';')\n"
      " say(device=device, state='succeeded')\n");
  manager().run(order_,
                [&](const model::DeviceOutcome& outcome) {
                  const auto known = testing::HasSubstr(outcome.device + ";");
                  if (outcome.state == DeviceState::kRunning) {
                    EXPECT_THAT(read("handed"), testing::Not(known));
                  }
                  if (outcome.state == DeviceState::kSucceeded) {
                    EXPECT_THAT(read("handed"), known);
                  }
                },
                {});
}

TEST_F(ExternalStop, NoMoreThanTheJobAllowsAreInItsHands) {
  devices(30);
  order_.parameters.parallel = 3;
  python("for device in handed(): say(device=device, state='succeeded')\n");
  std::atomic<int> inside{0}, most{0};
  manager().run(order_,
                [&](const model::DeviceOutcome& outcome) {
                  if (outcome.state != DeviceState::kRunning) return static_cast<void>(--inside);
                  most = std::max(most.load(), ++inside);
                },
                {});
  EXPECT_LE(most, 3 + 1);  // one may be begun while the end of another is being reported
  EXPECT_EQ(inside, 0);
}

TEST_F(ExternalStop, AStopIsSaidAndWhatIsAnsweredCounts) {
  devices(3);
  order_.parameters.parallel = 2;
  bounds_.stop_for = std::chrono::seconds(60);
  program(
      "read order; read device; read device; echo 1 >ready; read word; echo \"$word\" >word; ok dev-1; "
      "echo '{\"device\":\"dev-2\",\"state\":\"cancelled\",\"message\":\"half way\"}'; cat >>word");
  const auto ends = run_and_stop();
  EXPECT_EQ(ends.at("dev-1").state, DeviceState::kSucceeded);
  EXPECT_EQ(ends.at("dev-2").state, DeviceState::kCancelled);
  EXPECT_EQ(ends.at("dev-2").message, "half way");
  EXPECT_EQ(ends.at("dev-3").state, DeviceState::kCancelled);
  EXPECT_FALSE(starts_.contains("dev-3"));
  EXPECT_EQ(read("word"), "{\"do\":\"stop\"}\n");
}

TEST_F(ExternalStop, AStopBeforeTheBeginningStartsNothing) {
  std::stop_source stop;
  stop.request_stop();
  program("echo 1 >ready");
  EXPECT_EQ(run(stop.get_token()).at("dev-1").state, DeviceState::kCancelled);
  EXPECT_EQ(read("ready"), "");
}

TEST_F(ExternalStop, WhoIgnoresTermIsKilledWithItsChildren) {
  program(
      "trap '' TERM; read order; read device; sh -c 'trap \"\" TERM; echo $$ >child; sleep 1000; sleep 1000' & "
      "while [ ! -s child ]; do :; done; echo $$ >parent; echo 1 >ready; while :; do sleep 1000; done");
  EXPECT_EQ(run_and_stop().at("dev-1").state, DeviceState::kCancelled);
  expect_gone("parent");
  expect_gone("child");
}

TEST_F(ExternalStop, ChildrenLeftBehindAreEnded) {
  program("read order; read device; sleep 1000 & echo $! >child; ok dev-1");
  EXPECT_EQ(run_one().state, DeviceState::kSucceeded);
  expect_gone("child");
}

TEST_F(ExternalStop, WhoNeverEndsIsEnded) {
  program("read order; read device; ok dev-1; echo $$ >pid; exec sleep 1000");
  EXPECT_EQ(run_one().state, DeviceState::kSucceeded);
  expect_gone("pid");
}

TEST_F(ExternalStop, WhoClosesItsOutputHasSaidAll) {
  devices(2);
  program("read order; read device; read device; ok dev-1; echo $$ >pid; exec >&-; exec sleep 1000");
  const auto ends = run();
  EXPECT_EQ(ends.at("dev-1").state, DeviceState::kSucceeded);
  EXPECT_EQ(ends.at("dev-2").failure_type, "no_report");
  EXPECT_THAT(ends.at("dev-2").message, HasSubstr("it closed its output"));
  expect_gone("pid");
}

TEST_F(ExternalStop, WhoClosesItsInputGetsNoFurtherDevice) {
  devices(3);
  order_.parameters.parallel = 1;
  program("echo x >>starts; read order; read device; exec <&-; ok \"$(echo \"$device\" | cut -d'\"' -f8)\"");
  std::size_t succeeded = 0;
  for (const auto& [device, end] : run()) {
    succeeded += end.state == DeviceState::kSucceeded ? 1 : 0;
    if (end.state != DeviceState::kSucceeded) {
      EXPECT_EQ(end.failure_type, "no_report") << device;
    }
  }
  EXPECT_GE(succeeded, 2U);
  EXPECT_GE(read("starts").size(), 4U);  // twice at least
}

// One device hangs in a program that does not watch the time: the others are told in peace, then a new program goes on.
TEST_F(ExternalStop, ADeviceThatIsOverdueCostsNoOther) {
  devices(6);
  order_.parameters.parallel = 2;
  order_.parameters.timeout = std::chrono::milliseconds(300);
  bounds_.report_grace = std::chrono::milliseconds(100);
  python("for device in handed():\n if device != 'dev-2': say(device=device, state='succeeded')\n");
  for (const auto& [device, end] : run()) {
    EXPECT_EQ(end.state, device == "dev-2" ? DeviceState::kFailed : DeviceState::kSucceeded) << device << end.message;
    if (device == "dev-2") {
      EXPECT_EQ(end.failure_type, "timeout");
    }
  }
}

TEST_F(ExternalStop, AProgramThatSaysNothingHasItsTimeForEachDevice) {
  devices(4);
  order_.parameters.parallel = 2;
  order_.parameters.timeout = std::chrono::milliseconds(50);
  bounds_.report_grace = std::chrono::milliseconds(50);
  program("cat >/dev/null");
  for (const auto& [device, end] : run()) EXPECT_EQ(end.failure_type, "timeout") << device;
}

TEST_F(ExternalStop, ItsSurroundingsAreFew) {
  ::setenv("REDRIVE_SECRET_OF_A_TEST", "x", 1);
  program("env >env; pwd >>env; ls -l /proc/$$/fd >fds; read order; read device; ok dev-1");
  run_one();
  ::unsetenv("REDRIVE_SECRET_OF_A_TEST");
  EXPECT_THAT(read("env"), HasSubstr("PATH="));
  EXPECT_THAT(read("env"), testing::Not(HasSubstr("REDRIVE_SECRET")));
  EXPECT_THAT(read("fds"), testing::Not(HasSubstr("socket:")));
}

// Two runs at the same time: no device is in the hands of both.
TEST_F(ExternalStop, ADeviceIsInOneHandAtATime) {
  program(
      "read order; while read device; do mkdir lock || echo x >>twice; ls /usr/bin >/dev/null; rmdir lock; ok dev-1; "
      "done");
  auto manager = this->manager();
  std::vector<std::jthread> runs;
  for (int i = 0; i < 4; ++i) {
    runs.emplace_back([&] {
      manager.run(order_, [](const model::DeviceOutcome& outcome) { EXPECT_NE(outcome.state, DeviceState::kFailed); },
                  {});
    });
  }
  runs.clear();
  EXPECT_EQ(read("twice"), "");
}

}  // namespace
}  // namespace redrive::agent
