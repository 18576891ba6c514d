// What a reload changes, when it is refused, and what of it may be in force.
#include "central/core/options_change.h"

#include <gmock/gmock.h>

#include "tests/unit/central_core/world.h"

namespace redrive::central::test {
namespace {

using config::CentralOptions;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

model::Device device(const std::string& name, const std::string& location = "PUN024") {
  model::Device made;
  made.name = name;
  made.location = location;
  return made;
}

config::ThresholdRule rule_at(const std::string& place) {
  config::ThresholdRule rule;
  rule.type = "disk_full";
  rule.limit = 0;
  rule.place = place;
  return rule;
}

CentralOptions with_devices(std::size_t count) {
  CentralOptions options;
  for (std::size_t i = 0; i < count; ++i) {
    const auto name = fmt::format("dev-{:03}", i);
    options.inventory.devices[name] = device(name);
  }
  return options;
}

TEST(OptionsChange, DevicesAreAddedRemovedAndChangedByName) {
  const auto now = with_devices(10);
  auto next = now;
  next.inventory.devices.erase("dev-000");
  next.inventory.devices.erase("dev-009");
  next.inventory.devices["aaa"] = device("aaa");
  next.inventory.devices["zzz"] = device("zzz");
  next.inventory.devices["dev-004"].location = "HAM001";
  const auto change = change_of(now, next);
  EXPECT_THAT(change.added, ElementsAre("aaa", "zzz"));
  EXPECT_THAT(change.removed, ElementsAre("dev-000", "dev-009"));
  EXPECT_THAT(change.changed, ElementsAre("dev-004"));
  EXPECT_EQ(change.had, 10U);
  EXPECT_TRUE(change_of(now, now).nothing());
}

TEST(OptionsChange, JustAFifthMayVanish) {
  const auto lose = [](std::size_t had, std::size_t left) {
    return too_many_vanish(change_of(with_devices(had), with_devices(left)));
  };
  EXPECT_FALSE(lose(10, 8));
  EXPECT_TRUE(lose(10, 7));
  EXPECT_TRUE(lose(4, 3));
  EXPECT_TRUE(lose(1, 0));
  EXPECT_FALSE(lose(0, 0));
  EXPECT_FALSE(lose(0, 5));
}

TEST(OptionsChange, ARenamedFleetIsAVanishedOne) {
  const auto now = with_devices(10);
  CentralOptions next;
  for (const auto& [name, device] : now.inventory.devices) next.inventory.devices["x-" + name] = device;
  EXPECT_TRUE(too_many_vanish(change_of(now, next)));
}

TEST(OptionsChange, SectionsThatTakeEffectAreNamed) {
  CentralOptions now = company(), next = now;
  next.thresholds.limit = 7;
  next.thresholds.rules.push_back(rule_at("central.toml:4"));
  next.mail.smtp = {"smtp://elsewhere"};
  next.approval.lifetime = std::chrono::hours(9);
  next.outages.emplace_back().device = "dev-1-1";
  next.unreachable_after *= 2;
  next.unreachable_again *= 2;
  next.report_within *= 2;
  next.people.session *= 2;
  next.tool_keys = {"ed25519:" + std::string(64, 'a')};
  next.packages.bytes = 1;
  next.syslog.severity = "err";
  next.mail_rules.push_back({"x", "", "", "central.toml:9"});
  next.replies.ack = {"taken"};
  EXPECT_THAT(change_of(now, next).settings,
              ElementsAre("[alerts] unreachable_after", "[alerts] unreachable_again", "[jobs] report_within",
                          "[thresholds]", "[[threshold]]", "[[outage]]", "[approval]", "[redistribution] tool_keys",
                          "[people]", "[packages]", "[mail]", "[[mail_rule]]", "[replies]", "[syslog] severity"));
  EXPECT_THAT(change_of(now, next).restart, IsEmpty());
}

TEST(OptionsChange, ARuleThatOnlyMovedIsTheSame) {
  CentralOptions now = company();
  now.thresholds.rules.push_back(rule_at("central.toml:4"));
  auto next = now;
  next.thresholds.rules.back().place = "central.toml:9";
  EXPECT_TRUE(change_of(now, next).nothing());
}

TEST(OptionsChange, OutagesAreToldOneByOne) {
  CentralOptions now = company(), next = now;
  const auto outage = [](const std::string& id, const std::string& device, const std::string& uid = "") {
    model::Outage made{id, "", device, "", {}, base::utc_from_micros(1), "works", "configuration"};
    made.uid = uid;
    made.place = id + ":1";
    return made;
  };
  now.outages = {outage("config:1", "a"), outage("config:2", "b", "u"), outage("config:3", "c", "v")};
  next.outages = {outage("config:2", "b", "u"), outage("config:3", "d", "v"), outage("config:4", "e")};
  next.outages[0].place = "elsewhere:9";
  const auto change = change_of(now, next);
  EXPECT_THAT(change.settings, ElementsAre("[[outage]]", "[outages] calendars"));
  ASSERT_EQ(change.outages.size(), 3U);
  EXPECT_THAT(change.outages[0], HasSubstr("changed: device 'd' 1970-01-01T00:00:00Z to "));
  EXPECT_THAT(change.outages[1], HasSubstr("new: device 'e'"));
  EXPECT_THAT(change.outages[2], HasSubstr("gone: device 'a'"));
  EXPECT_THAT(describe(change), HasSubstr("outages changed: device 'd'"));
  next.outages = now.outages;
  next.outages[1].place = "elsewhere:9";
  EXPECT_TRUE(change_of(now, next).nothing()) << "an entry that only moved";
}

TEST(OptionsChange, WhatNeedsARestartIsNamedAndStaysAsItIs) {
  const CentralOptions now = company();
  auto next = now;
  next.http = "127.0.0.1:9999";
  next.state_dir = "/elsewhere";
  next.store_url = "sqlite:other.db";
  next.agents = "tcp://*:1";
  next.name = "other";
  next.recent_ids = 5000;
  next.syslog = {{"udp://127.0.0.1:5514"}, "err"};
  next.thresholds.limit = 7;
  EXPECT_THAT(change_of(now, next).restart,
              ElementsAre("[central] name", "[central] state_dir", "[central] agents", "[central] http", "[store] url",
                          "[alerts] recent_ids", "[syslog] listen"));
  const auto force = in_force(now, next);
  EXPECT_EQ(force.http, now.http);
  EXPECT_EQ(force.state_dir, now.state_dir);
  EXPECT_EQ(force.store_url, now.store_url);
  EXPECT_EQ(force.thresholds.limit, 7U);
  EXPECT_TRUE(force.syslog.listen.empty());
  EXPECT_EQ(force.syslog.severity, "err");
  EXPECT_FALSE(change_of(force, next).restart.empty()) << "the next reload tells it again";
}

TEST(OptionsChange, IsTold) {
  auto now = with_devices(50), next = with_devices(0);
  next.mail.smtp = {"smtp://elsewhere"};
  next.http = "127.0.0.1:9999";
  const auto text = describe(change_of(now, next));
  EXPECT_THAT(text, HasSubstr("50 devices removed (dev-000, dev-001,"));
  EXPECT_THAT(text, HasSubstr("and 40 more"));
  EXPECT_THAT(text, HasSubstr("changed: [mail]; needs a restart: [central] http"));
  EXPECT_EQ(describe(change_of(now, now)), "nothing differs");
}

}  // namespace
}  // namespace redrive::central::test
