#include "agent/manager/external_lines.h"

#include <gmock/gmock.h>

#include "agent/manager/line_cutter.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using testing::ElementsAre;
using testing::HasSubstr;

RunOrder sample() {
  RunOrder order;
  order.job = "J-1";
  order.run = 2;
  order.devices = {"dev-1", "dev-2"};
  order.packages = {{"app.deb", "/store/ab", "blake2b:ab"}};
  order.parameters.install = {"dpkg", "-i", "{package}"};
  order.parameters.timeout = std::chrono::milliseconds(1500);
  order.parameters.bandwidth = 1000;
  order.parameters.parallel = 4;
  return order;
}

TEST(ExternalLines, TheOrderIsOneLineWithoutTheDevices) {
  EXPECT_EQ(order_line(ExternalTask::kRun, sample()),
            R"({"v":1,"do":"run","job":"J-1","run":2,"devices":2,)"
            R"("packages":[{"name":"app.deb","path":"/store/ab","digest":"blake2b:ab"}],)"
            R"("parameters":{"before":[],"install":["dpkg","-i","{package}"],"verify":[],"after":[],)"
            R"("timeout_ms":1500,"parallel":4,"bandwidth":500}})"
            "\n");
}

TEST(ExternalLines, ALineEndInAnArgumentEndsNoLine) {
  RunOrder order = sample();
  order.parameters.install = {"a\nb", "\xff"};
  const std::string line = order_line(ExternalTask::kInquire, order);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_THAT(line, HasSubstr(R"("do":"inquire")"));
}

TEST(ExternalLines, ADeviceHasAnAddressAndWhatIsKnownBesides) {
  EXPECT_EQ(device_line({"dev-1"}, 1), R"({"do":"device","device":"dev-1","attempt":1,"address":"dev-1"})"
                                       "\n");
  EXPECT_EQ(device_line({"dev-1", "10.0.0.7", "root", 2222}, 3),
            R"({"do":"device","device":"dev-1","attempt":3,"address":"10.0.0.7","user":"root","port":2222})"
            "\n");
}

TEST(ExternalLines, AReportIsRead) {
  const auto report = read_report(
      R"({"device":"d","state":"failed","failure_type":"disk_full","message":"no\nroom","package":"p","attempt":2,"x":[]})");
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(*report, (ExternalReport{"d", DeviceState::kFailed, "disk_full", "no\nroom", "p", 2}));
  EXPECT_EQ(read_report(R"({"state":"running","device":"d","message":null})").value(), (ExternalReport{"d"}));
}

TEST(ExternalLines, BadBytesSpoilNoReport) {
  using namespace std::string_literals;
  const auto report = read_report("{\"device\":\"d\",\"state\":\"failed\",\"message\":\"a\xff\0\x1b[1m\tb\\u0000\"}"s);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->message, "a\xEF\xBF\xBD  [1m b ");
}

TEST(ExternalLines, AWrongTextCostsNoState) {
  EXPECT_EQ(read_report(R"({"device":"d","state":"succeeded","message":7,"package":{}})").value(),
            (ExternalReport{"d", DeviceState::kSucceeded}));
}

TEST(ExternalLines, WhatIsNoReportIsRefusedWithTheReason) {
  const std::pair<std::string, std::string> cases[] = {
      {"", "no JSON object"},
      {"hello", "no JSON object"},
      {R"({"device":"d","state":"succ)", "not valid JSON"},
      {R"(["d","succeeded"])", "no JSON object"},
      {R"({"state":"succeeded"})", "device"},
      {R"({"device":7,"state":"succeeded"})", "\"device\" is no string"},
      {R"({"device":"../d","state":"succeeded"})", "device"},
      {R"({"device":"d\u0000","state":"succeeded"})", "device"},
      {R"({"device":"d"})", "\"state\" is ''"},
      {R"({"device":"d","state":"pending"})", "\"state\" is 'pending'; expected running"},
      {R"({"device":"d","state":"Succeeded"})", "\"state\" is 'Succeeded'"},
      {R"({"device":"d","state":true})", "\"state\" is no string"},
      {R"({"device":"d","state":"failed","attempt":0})", "attempt"},
      {R"({"device":"d","state":"failed","attempt":-1})", "attempt"},
      {R"({"device":"d","state":"failed","attempt":99999999999})", "attempt"},
      {R"({"device":"d","state":"failed"} x)", "not valid JSON"},
      {"{\"x\":" + std::string(40, '[') + std::string(40, ']') + "}", "nested deeper"},
      {R"({"device":"d","state":"failed","message":")" + std::string(kMaxExternalLine, 'x') + "\"}", "too long"},
  };
  for (const auto& [line, why] : cases) {
    const auto report = read_report(line);
    ASSERT_FALSE(report) << line.substr(0, 100);
    EXPECT_THAT(report.error().message, HasSubstr(why)) << line.substr(0, 100);
  }
}

TEST(ExternalLines, ACheckIsOfADeviceOrOfSomethingElse) {
  EXPECT_EQ(read_check(R"({"device":"d","good":false,"detail":"no\nanswer"})").value(),
            (model::PreflightCheck{"device d", false, "no answer"}));
  EXPECT_EQ(read_check(R"({"check":"licence","good":true})").value(), (model::PreflightCheck{"licence", true, ""}));
  EXPECT_FALSE(read_check(R"({"device":"d","good":"yes"})"));
  EXPECT_FALSE(read_check(R"({"device":"-d","good":true})"));
  EXPECT_FALSE(read_check(R"({"good":true})"));
}

class Lines : public testing::Test {
 protected:
  std::vector<std::string> lines_;
  LineCutter cutter_{8, [this](std::string_view line) { lines_.emplace_back(line); }};
};

TEST_F(Lines, PiecesArePutTogether) {
  for (const char* piece : {"a", "b\nc", "", "d\n\n", "last"}) cutter_.add(piece);
  EXPECT_THAT(lines_, ElementsAre("ab", "cd", ""));
  cutter_.finish();
  cutter_.finish();
  EXPECT_THAT(lines_, ElementsAre("ab", "cd", "", "last"));
  EXPECT_EQ(cutter_.left_out(), 0U);
}

TEST_F(Lines, ATooLongLineIsLeftOutAndTheNextIsNot) {
  cutter_.add("12345678\n123456789\nab\n");
  for (int i = 0; i < 100; ++i) cutter_.add("endless");
  cutter_.finish();
  EXPECT_THAT(lines_, ElementsAre("12345678", "ab"));
  EXPECT_EQ(cutter_.left_out(), 9U + 700U);
  cutter_.add("\nx\n");
  EXPECT_THAT(lines_, ElementsAre("12345678", "ab", "x"));
}

}  // namespace
}  // namespace redrive::agent
