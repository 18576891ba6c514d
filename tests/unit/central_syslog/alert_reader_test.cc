#include "central/syslog/alert_reader.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace redrive::central {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const base::UtcTime kArrived = base::parse_rfc3339("2026-03-02T00:02:20Z").value();

config::CentralOptions lab() {
  config::CentralOptions options;
  auto& devices = options.inventory.devices;
  devices["ids-1"] = {"ids-1", model::DeviceRole::kIntermediate, "", "S001", "192.0.2.1", "", 0};
  devices["pos-17"] = {"pos-17", model::DeviceRole::kRecipient, "ids-1", "S001", "192.0.2.17", "", 0};
  devices["pos-18.shop.example"] = {
      "pos-18.shop.example", model::DeviceRole::kRecipient, "ids-1", "", "10.0.0.1", "", 0};
  devices["pos-19"] = {"pos-19", model::DeviceRole::kRecipient, "ids-1", "", "10.0.0.1", "", 0};
  return options;
}

std::optional<SyslogAlert> read(std::string_view frame, config::CentralOptions options = lab(),
                                const std::string& peer = "198.51.100.7") {
  return SyslogAlertReader(std::make_shared<const config::CentralOptions>(std::move(options)))
      .read(frame, peer, kArrived);
}

std::string about(std::string_view frame, const std::string& peer = "198.51.100.7") {
  const auto read_alert = read(frame, lab(), peer);
  return read_alert ? fmt::format("server={} device={}", read_alert->alert.server, read_alert->alert.device)
                    : "no alert";
}

TEST(SyslogAlert, IsWhatARuleKnowsOrWhatNamesAType) {
  struct Case {
    std::string_view frame;
    bool alert;
  };
  for (const auto& [frame, alert] : {
           Case{"<13>Mar  2 00:02:13 pos-17 deploy: No space left on device", true},
           Case{"<14>Mar  2 00:02:13 pos-17 deploy: No space left on device", false},  // info
           Case{"<8>Mar  2 00:02:13 pos-17 deploy: the cat is on the table", false},   // emerg
           Case{"<15>Mar  2 00:02:13 pos-17 deploy: failure_type=disk_full", true},    // debug, named
           Case{"<15>1 - pos-17 deploy - - [redrive@32473 failure_type=\"disk_full\"]", true},
           Case{"<15>1 - pos-17 deploy - - [redrive failure_type=\"Anything at all\"]", true},
           Case{"<13>Mar  2 00:02:13 pos-17 deploy: failure_type=\"two words\"", false},
           Case{"", false},
       }) {
    EXPECT_EQ(read(frame).has_value(), alert) << frame;
  }
}

TEST(SyslogAlert, TheConfigurationSaysFromWhichSeverityOnRulesCount) {
  auto options = lab();
  options.syslog.severity = "err";
  EXPECT_FALSE(read("<12>pos-17: No space left on device", options));
  EXPECT_TRUE(read("<11>pos-17: No space left on device", options));
  options.syslog.severity = "debug";
  EXPECT_TRUE(read("<15>pos-17: No space left on device", options));
}

TEST(SyslogAlert, ARuleOfTypeUnknownKeepsNoiseOut) {
  auto options = lab();
  options.rules = {{"Connection closed by .* \\[preauth\\]", "unknown", "c.toml:1"}};
  EXPECT_FALSE(read("<13>sshd: Connection closed by 192.0.2.9 port 22 [preauth]", options));
  EXPECT_TRUE(read("<13>sshd: Connection closed by 192.0.2.9 port 22", options));
}

TEST(SyslogAlert, SaysWhatTheMessageSays) {
  const auto found =
      read("<11>1 2026-03-02T01:02:13.5+01:00 pos-17 rsync 42 ID7 [x@1 k=\"v\"] read error: Broken pipe\n");
  ASSERT_TRUE(found);
  const auto& alert = found->alert;
  EXPECT_EQ(found->sender, "pos-17");
  EXPECT_EQ(base::format_rfc3339(alert.occurred_at), "2026-03-02T00:02:13.5Z");
  EXPECT_EQ(alert.message, "rsync: read error: Broken pipe") << "the program's name is what rules go by";
  EXPECT_EQ(alert.failure_type, "") << "found at the decision, as for any alert";
  EXPECT_EQ(alert.status, model::AlertStatus::kFiring);
  EXPECT_EQ(nlohmann::json::parse(alert.extra),
            nlohmann::json::parse(R"({"host": "pos-17", "app": "rsync", "pid": "42", "msgid": "ID7", "facility": "user",
                                      "severity": "err", "structured_data": {"x@1": {"k": "v"}}})"));
}

TEST(SyslogAlert, TheProgramsNameIsNotSaidTwice) {
  EXPECT_EQ(read("<13>1 - pos-17 rsync - - - rsync: No space left")->alert.message, "rsync: No space left");
}

TEST(SyslogAlert, IsAboutTheHostThatSentIt) {
  const std::string full = " deploy: disk full";
  const std::pair<std::string, std::string> cases[] = {
      {"pos-17", "server= device=pos-17"},
      {"pos-17.shop.example", "server= device=pos-17"},
      {"pos-18.shop.example", "server= device=pos-18.shop.example"},
      {"ids-1.example.com", "server=ids-1 device="},
      {"192.0.2.17", "server= device=pos-17"},
      {"192.0.2.1", "server=ids-1 device="},
      {"10.0.0.1", "server= device=10.0.0.1"},  // two devices have it
      {"192.0.2.99", "server= device=192.0.2.99"},
      {"printer.example", "server= device=printer.example"},
      {"localhost", "server= device=198.51.100.7"},
  };
  for (const auto& [host, expected] : cases) EXPECT_EQ(about("<13>Mar  2 00:02:13 " + host + full), expected) << host;
  EXPECT_EQ(about("<13>deploy: disk full"), "server= device=198.51.100.7");
  EXPECT_EQ(about("<13>deploy: disk full", "192.0.2.17"), "server= device=pos-17");
  EXPECT_EQ(read("<13>deploy: disk full")->sender, "198.51.100.7");
}

TEST(SyslogAlert, IsAboutWhatTheMessageNames) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"[redrive@32473 device=\"kiosk 4\" server=\"x\"] disk full", "server=x device=kiosk 4"},
      {"[redrive server=\"x\"] disk full", "server=x device="},
      {"[origin device=\"pos-17\"] disk full", "server= device=pos-17"},
      {"[fw device=\"SFW\" id=\"firewall\"] disk full", "server=relay device="},
      {"- disk full: device=pos-17, server=ids-1", "server=ids-1 device=pos-17"},
      {"- disk full (device=\"pos-17\")", "server= device=pos-17"},
      {"- disk full on device=192.0.2.17.", "server= device=pos-17"},
      {"- disk full device=eth0 subdevice=pos-17", "server=relay device="},
      {"[redrive device=\"a\"] disk full device=pos-17", "server= device=a"},
  };
  auto options = lab();
  options.inventory.devices["relay"] = {"relay", model::DeviceRole::kIntermediate, "", "", "", "", 0};
  for (const auto& [rest, expected] : cases) {
    const auto found = read(fmt::format("<13>1 - relay a - - {}", rest), options);
    ASSERT_TRUE(found) << rest;
    EXPECT_EQ(fmt::format("server={} device={}", found->alert.server, found->alert.device), expected) << rest;
  }
}

TEST(SyslogAlert, TakesEveryFieldOfAnAlertFromItsOwnElement) {
  const auto found = read(
      "<13>1 - pos-17 a - - [redrive@32473 id=\"a-17\" job=\"J-1\" package=\"p-1\" failure_type=\"disk_full\" "
      "location=\"82 Kings Way\" status=\"resolved\"] over");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->alert.id, "a-17");
  EXPECT_EQ(found->alert.job, "J-1");
  EXPECT_EQ(found->alert.package, "p-1");
  EXPECT_EQ(found->alert.failure_type, "disk_full");
  EXPECT_EQ(found->alert.location, "82 Kings Way");
  EXPECT_EQ(found->alert.status, model::AlertStatus::kResolved);
}

TEST(SyslogAlert, StructuredDataThatIsTooMuchToKeepIsLeftOut) {
  const auto found = read(fmt::format("<13>1 - pos-17 a - - [x k=\"{}\"] disk full", std::string(20'000, 'v')));
  ASSERT_TRUE(found);
  EXPECT_EQ(nlohmann::json::parse(found->alert.extra).count("structured_data"), 0U);
}

TEST(SyslogAlert, BytesThatAreNotUtf8AreReplaced) {
  const auto found = read("<13>Mar  2 00:02:13 pos-17 a: disk full \xFF\x01");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->alert.message, "a: disk full \xEF\xBF\xBD ");
}

TEST(SyslogAlert, OneIsToldFromAnotherByItsTime) {
  const auto id = [](std::string_view frame) { return read(frame)->alert.id; };
  const auto first = id("<13>Mar  2 00:02:13 pos-17 a: disk full");
  EXPECT_THAT(first, testing::StartsWith("S-"));
  EXPECT_EQ(id("<13>Mar  2 00:02:13 pos-17 a: disk full\n"), first) << "the same message, another framing";
  EXPECT_NE(id("<13>Mar  2 00:02:14 pos-17 a: disk full"), first);
  EXPECT_NE(id("<13>Mar  2 07:02:13 pos-17 a: disk full"), "") << "a sender in another zone";
  EXPECT_EQ(id("<13>a: disk full"), "") << "each that comes is one of its own";
  EXPECT_EQ(id("<13>Jan  1 00:00:13 pos-17 a: disk full"), "") << "the clock of a device that has just started";
  EXPECT_EQ(id("<13>1 2026-01-01T00:00:00Z pos-17 a - - - disk full"), "");
}

TEST(SyslogTime, IsTheMessagesOwnWhileItCanBeBelieved) {
  struct Case {
    base::Micros ahead;  // of the arrival
    bool zoned, believed, tells_apart;
  };
  for (const auto& [ahead, zoned, believed, tells_apart] :
       {Case{-seconds(7), false, true, true}, Case{minutes(5), false, true, true}, Case{minutes(6), false, false, true},
        Case{-minutes(59), false, true, true}, Case{-hours(1), false, false, true}, Case{hours(14), false, false, true},
        Case{-hours(16), false, false, false}, Case{-hours(16), true, true, true},
        Case{-hours(24 * 8), true, false, false}, Case{minutes(6), true, false, false}}) {
    SyslogMessage message;
    message.time = HeaderTime{kArrived + ahead, zoned};
    const auto time = time_of(message, kArrived);
    EXPECT_EQ(time.at, believed ? kArrived + ahead : kArrived) << ahead.count() << zoned;
    EXPECT_EQ(time.tells_apart, tells_apart) << ahead.count() << zoned;
  }
  EXPECT_EQ(time_of({}, kArrived).at, kArrived);
}

}  // namespace
}  // namespace redrive::central
