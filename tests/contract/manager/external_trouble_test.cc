// What a manager of somebody else's may print, and what becomes of the devices then: no rubbish makes a success, and
// none costs the devices that were told properly.
#include <sys/resource.h>

#include <atomic>

#include "tests/contract/manager/external_fixture.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using testing::HasSubstr;

class ExternalTrouble : public test::ExternalFixture {};

TEST_F(ExternalTrouble, RubbishBetweenGoodLinesCostsNothing) {
  program(
      "echo hello; read order; read device; echo '{\"device\":'; echo '[]'; echo; printf '\\0\\377\\n'; ok dev-1; echo "
      "bye");
  EXPECT_EQ(run_one().state, DeviceState::kSucceeded);
}

TEST_F(ExternalTrouble, HalfALineIsNoEnd) {
  program("read order; read device; printf '{\"device\":\"dev-1\",\"state\":\"succeeded\"'");
  const auto end = run_one();
  EXPECT_EQ(end.failure_type, "no_report");
  EXPECT_THAT(end.message, HasSubstr("it may have been done: /bin/sh ended with exit status 0"));
}

TEST_F(ExternalTrouble, ALastLineWithoutItsEndCounts) {
  program("read order; read device; printf '{\"device\":\"dev-1\",\"state\":\"succeeded\"}'");
  EXPECT_EQ(run_one().state, DeviceState::kSucceeded);
}

TEST_F(ExternalTrouble, ADeviceThatIsNotTheirsHasNoEnd) {
  devices(2);
  order_.parameters.parallel = 1;
  program("read order; ok dev-2; ok stranger; read device; ok dev-2; ok dev-1; read device; no dev-2; cat >/dev/null");
  const auto ends = run();
  EXPECT_EQ(ends.at("dev-1").state, DeviceState::kSucceeded);
  EXPECT_EQ(ends.at("dev-2").state, DeviceState::kFailed);
}

TEST_F(ExternalTrouble, TheFirstEndOfADeviceCounts) {
  program("read order; read device; no dev-1; ok dev-1; no dev-1; cat >/dev/null");
  EXPECT_EQ(run_one().failure_type, "timeout");
}

TEST_F(ExternalTrouble, ADeviceThatIsNeverMentionedMayHaveBeenDone) {
  devices(2);
  program("read order; read device; read device; ok dev-1; exit 0");
  const auto ends = run();
  EXPECT_EQ(ends.at("dev-1").state, DeviceState::kSucceeded);
  EXPECT_EQ(ends.at("dev-2").failure_type, "no_report");
}

TEST_F(ExternalTrouble, GoodLinesCountWhateverTheExitStatus) {
  program("read order; read device; ok dev-1; echo oops >&2; exit 3");
  EXPECT_EQ(run_one().state, DeviceState::kSucceeded);
}

TEST_F(ExternalTrouble, HowItEndedIsInTheMessage) {
  program("read order; read device; echo 'no licence' >&2; exit 3");
  EXPECT_THAT(run_one().message, HasSubstr("ended with exit status 3: no licence"));
  program("read order; read device; kill -KILL $$");
  EXPECT_THAT(run_one().message, HasSubstr("was ended by signal 9"));
}

TEST_F(ExternalTrouble, AnEndlessLineEndsTheProgram) {
  bounds_.useless_bytes = 1'000'000;
  program("read order; read device; exec tr '\\0' x </dev/zero");
  const auto end = run_one();
  EXPECT_EQ(end.failure_type, "no_report");
  EXPECT_THAT(end.message, HasSubstr("more than 1.0 MB of its output was of no use"));
}

TEST_F(ExternalTrouble, EndlessRubbishEndsTheProgramAndWhatWasToldCounts) {
  devices(3);
  program("read order; read device; read device; read device; ok dev-2; exec yes rubbish");  // bounds: 4 MiB
  const auto ends = run();
  EXPECT_EQ(ends.at("dev-1").failure_type, "no_report");
  EXPECT_EQ(ends.at("dev-2").state, DeviceState::kSucceeded);
}

TEST_F(ExternalTrouble, EndlessSignsOfLifeAreRubbishToo) {
  bounds_.useless_bytes = 1'000'000;
  program("read order; read device; exec yes '{\"device\":\"dev-1\",\"state\":\"running\"}'");
  EXPECT_EQ(run_one().failure_type, "no_report");
}

TEST_F(ExternalTrouble, AHundredMegabytesAreReadInLittleMemory) {
  bounds_.useless_bytes = 1'000'000'000;
  program("read order; read device; head -c 100000000 /dev/zero; echo; ok dev-1");
  rusage before{}, after{};
  ::getrusage(RUSAGE_SELF, &before);
  EXPECT_EQ(run_one().state, DeviceState::kSucceeded);
  ::getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 20'000) << "KiB";
}

TEST_F(ExternalTrouble, BytesThatAreNoTextSpoilNoEnd) {
  program(
      "read order; read device; printf '{\"device\":\"dev-1\",\"state\":\"failed\",\"failure_type\":\"disk_full\","
      "\"message\":\"a\\377\\0b\"}\\n'");
  const auto end = run_one();
  EXPECT_EQ(end.failure_type, "disk_full");
  EXPECT_EQ(end.message, "a\xEF\xBF\xBD b");
}

TEST_F(ExternalTrouble, AProgramThatCannotBeStartedTouchesNothing) {
  devices(3);
  command_ = {"/no/such/program"};
  for (const auto& [device, end] : run()) {
    EXPECT_EQ(end.failure_type, "configuration") << device;
    EXPECT_THAT(end.message, HasSubstr("/no/such/program cannot be started: No such file or directory"));
  }
  EXPECT_TRUE(starts_.empty());
  const auto checks = manager().preflight(order_);
  EXPECT_FALSE(checks.at(0).good);
  EXPECT_THAT(checks.at(0).detail, HasSubstr("/no/such/program cannot be started"));
  EXPECT_EQ(manager().inquire("J-1", 1, {"dev-1"}).failure_type, "no_report");
}

TEST_F(ExternalTrouble, AProgramThatEndsEarlyIsStartedAgainWhileThatLeadsOn) {
  devices(7);
  order_.parameters.parallel = 1;
  python(
      "open(sys.path[0] + '/starts', 'a').write('x')\n"
      "for count, device in enumerate(handed(), 1):\n say(device=device, state='succeeded')\n if count == 3: break\n");
  std::size_t succeeded = 0;
  for (const auto& [device, end] : run()) {
    succeeded += end.state == DeviceState::kSucceeded ? 1 : 0;
    // One may have been handed over to each while it ended.
    if (end.state != DeviceState::kSucceeded) {
      EXPECT_EQ(end.failure_type, "no_report") << device;
    }
  }
  const std::size_t starts = read("starts").size();
  EXPECT_GE(starts, 2U);
  EXPECT_GE(succeeded + starts, 7U);
}

TEST_F(ExternalTrouble, AProgramThatLeadsNowhereIsNotStartedAgain) {
  devices(20);
  order_.parameters.parallel = 2;
  program("echo x >>starts; read order; read device; exit 1");
  int handed = 0;
  for (const auto& [device, end] : run()) {
    handed += end.failure_type == "no_report" ? 1 : 0;
    EXPECT_THAT(end.failure_type, testing::AnyOf("no_report", "configuration")) << device;
  }
  EXPECT_LE(handed, 2);
  EXPECT_EQ(read("starts"), "x\n");
}

TEST_F(ExternalTrouble, EveryDeviceOfALongListHasItsEnd) {
  devices(100'000);
  order_.parameters.parallel = 1000;
  python("for device in handed(): say(device=device, state='failed' if device.endswith('7') else 'succeeded')\n");
  rusage before{}, after{};
  ::getrusage(RUSAGE_SELF, &before);
  std::atomic<std::size_t> failed{0}, ended{0};
  manager().run(order_,
                [&](const model::DeviceOutcome& outcome) {
                  ended += outcome.state == DeviceState::kRunning ? 0 : 1;
                  failed += outcome.state == DeviceState::kFailed ? 1 : 0;
                },
                {});
  ::getrusage(RUSAGE_SELF, &after);
  EXPECT_EQ(ended, 100'000U);
  EXPECT_EQ(failed, 10'000U);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 40'000) << "KiB";
}

TEST_F(ExternalTrouble, APreflightTellsWhatItWasTold) {
  devices(3);
  program(
      "read order; cat >/dev/null; echo '{\"device\":\"dev-1\",\"good\":true}'; echo "
      "'{\"device\":\"dev-1\",\"good\":false}';"
      "echo '{\"device\":\"stranger\",\"good\":true}'; echo "
      "'{\"check\":\"licence\",\"good\":false,\"detail\":\"none\"}'; echo x");
  EXPECT_THAT(manager().preflight(order_),
              testing::ElementsAre(
                  model::PreflightCheck{"device dev-1", true, ""}, model::PreflightCheck{"licence", false, "none"},
                  model::PreflightCheck{"devices", false, "the manager said nothing about 2 devices: dev-2, dev-3",
                                        "look at them yourself, or leave them out"}));
}

TEST_F(ExternalTrouble, APreflightThatSaysNothingOfADeviceIsNotGood) {
  devices(1);
  program("cat >/dev/null");
  EXPECT_THAT(manager().preflight(order_), testing::ElementsAre(model::PreflightCheck{
                                               "devices", false, "the manager said nothing about 1 device: dev-1",
                                               "look at it yourself, or leave it out"}));
  devices(1500);
  const auto checks = manager().preflight(order_);
  ASSERT_EQ(checks.size(), 2U);
  EXPECT_EQ(checks[0], (model::PreflightCheck{"devices", true, "1000 of 1500 were asked about"}));
  EXPECT_EQ(checks[1].detail, "the manager said nothing about 1000 devices: dev-1, dev-2, dev-3, dev-4, dev-5, …");
}

TEST_F(ExternalTrouble, QuestionsAreBoundedInTimeAndOutput) {
  bounds_.preflight_for = bounds_.inquire_for = std::chrono::milliseconds(100);
  program("exec sleep 1000");
  EXPECT_THAT(manager().preflight(order_).at(0).detail, HasSubstr("was not done in time"));
  EXPECT_THAT(manager().inquire("J-1", 1, {"dev-1"}).message, HasSubstr("was not done in time"));
  bounds_.preflight_for = bounds_.inquire_for = std::chrono::seconds(600);
  program("exec yes");
  EXPECT_THAT(manager().preflight(order_).at(0).detail, HasSubstr("was stopped"));
  EXPECT_EQ(manager().inquire("J-1", 1, {"dev-1"}).failure_type, "no_report");
}

TEST_F(ExternalTrouble, AnInquiryBelievesWhatIsSaidOfThisDevice) {
  program("ok stranger; cat >/dev/null");
  EXPECT_EQ(manager().inquire("J-1", 1, {"dev-1"}).failure_type, "no_report");
  program("ok dev-1; exit 3");
  EXPECT_EQ(manager().inquire("J-1", 4, {"dev-1"}).state, DeviceState::kSucceeded);
  program("no dev-1");
  EXPECT_EQ(manager().inquire("J-1", 1, {"dev-1"}).failure_type, "timeout");
  program("echo '{\"device\":\"dev-1\",\"state\":\"cancelled\"}'");
  EXPECT_EQ(manager().inquire("J-1", 1, {"dev-1"}).failure_type, "no_report");
}

}  // namespace
}  // namespace redrive::agent
