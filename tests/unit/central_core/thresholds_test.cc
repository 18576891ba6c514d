// Which rule applies (A4): the contract's precedence, step by step.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "central/core/thresholds.h"

namespace redrive::central {
namespace {

using testing::HasSubstr;

config::ThresholdRule rule(std::string scope, std::string type, std::string device, std::string server,
                           std::string site, std::uint32_t limit) {
  return {std::move(scope),
          std::move(type),
          std::move(device),
          std::move(server),
          std::move(site),
          limit,
          {},
          {},
          {},
          "c.toml:" + std::to_string(limit)};
}

constexpr Facts kDevice{"ids-1", "pos-1", "PUN024", ""};

TEST(Thresholds, TheNextOneOfTheOrderAppliesWhenTheFirstIsTaken) {
  // In order of precedence; the limit is the place in it.
  std::vector<config::ThresholdRule> rules{
      rule("device", "disk_full", "pos-1", "", "", 1),  rule("device", "", "pos-1", "", "", 2),
      rule("device", "disk_full", "pos-*", "", "", 3),  rule("device", "", "pos-*", "", "", 4),
      rule("device", "disk_full", "", "ids-1", "", 5),  rule("device", "", "", "ids-1", "", 6),
      rule("device", "disk_full", "", "ids-*", "", 7),  rule("device", "", "", "ids-*", "", 8),
      rule("device", "disk_full", "", "", "PUN024", 9), rule("device", "", "", "", "PUN024", 10),
      rule("device", "disk_full", "", "", "PUN*", 11),  rule("device", "", "", "", "PUN*", 12),
      rule("device", "disk_full", "", "", "", 13)};
  while (!rules.empty()) {
    config::ThresholdOptions options;
    options.rules.assign(rules.rbegin(), rules.rend());  // file order must not matter between steps
    EXPECT_EQ(Thresholds(options).own(kDevice, "disk_full").limit, rules.front().limit);
    rules.erase(rules.begin());
  }
  EXPECT_EQ(Thresholds({}).own(kDevice, "disk_full").limit, 2U);
}

// Every way to give or leave out the four selectors, in order of precedence. Whichever are taken away from the front,
// the next one decides; and the order of the file changes nothing.
TEST(Thresholds, CombinedSelectorsAreComparedByDeviceServerSiteAndType) {
  std::vector<config::ThresholdRule> rules;
  for (const char* device : {"pos-1", "pos-*", ""}) {
    for (const char* server : {"ids-1", "ids-*", ""}) {
      for (const char* site : {"PUN024", "PUN*", ""}) {
        for (const char* type : {"disk_full", ""})
          rules.push_back(rule("device", type, device, server, site, static_cast<std::uint32_t>(rules.size() + 3)));
      }
    }
  }
  ASSERT_EQ(rules.size(), 54U);
  while (!rules.empty()) {
    config::ThresholdOptions options;
    options.rules.assign(rules.rbegin(), rules.rend());
    EXPECT_EQ(Thresholds(options).own(kDevice, "disk_full").limit, rules.front().limit);
    options.rules = rules;
    EXPECT_EQ(Thresholds(options).own(kDevice, "disk_full").limit, rules.front().limit);
    rules.erase(rules.begin());
  }
}

TEST(Thresholds, OverlappingRules) {
  config::ThresholdOptions options;
  options.rules = {rule("device", "", "", "ids-*", "PUN*", 10),
                   rule("device", "timeout", "", "ids-*", "", 11),
                   rule("device", "", "pos-*", "ids-2", "", 12),
                   rule("device", "", "pos-*", "", "OSL001", 13),
                   rule("device", "disk_full", "pos-*", "", "", 14),
                   rule("device", "", "", "ids-1", "OSL001", 15),
                   rule("device", "disk_full", "", "", "OSL001", 16),
                   rule("device", "", "pos-9", "ids-9", "", 17),
                   rule("device", "", "", "", "O*", 18),
                   rule("device", "disk_full", "", "", "", 19),
                   rule("device", "", "p*", "ids-2", "", 20)};
  struct {
    const char *device, *server, *site, *type;
    std::uint32_t limit;
    const char* why;
  } const kCases[] = {
      {"pos-1", "ids-2", "OSL001", "disk_full", 12, "device and server before device and site, before device and type"},
      {"pos-1", "ids-3", "OSL001", "disk_full", 13, "site before type"},
      {"pos-1", "ids-3", "PUN024", "disk_full", 14, "a device pattern before server and site"},
      {"pos-1", "ids-3", "PUN024", "timeout", 10, "server and site before server and type"},
      {"pos-1", "ids-3", "", "timeout", 11, "the site is not known: the rule that wants one does not match"},
      {"kiosk", "ids-1", "OSL001", "disk_full", 15, "exact server before the site's type"},
      {"kiosk", "x", "OSL001", "disk_full", 16, "exact site before site pattern"},
      {"kiosk", "x", "OSL001", "timeout", 18, ""},
      {"pos-9", "ids-9", "", "x", 17, ""},
      {"pos-9", "ids-2", "", "x", 12, "not on ids-9: the first of two patterns alike"},
      {"kiosk", "x", "", "disk_full", 19, ""},
      {"kiosk", "x", "", "x", 2, "the default"},
      {"kiosk", "", "PUN024", "x", 2, "the server is not known"},
  };
  const Thresholds thresholds(options);
  for (const auto& c : kCases) {
    EXPECT_EQ(thresholds.own({c.server, c.device, c.site, ""}, c.type).limit, c.limit)
        << c.device << " " << c.server << " " << c.site << " " << c.type << ": " << c.why;
  }
}

// Taking away the one that holds, the next of those it overruled holds.
TEST(Thresholds, TheOverruledOnesAreToldInTheirOrder) {
  config::ThresholdOptions options;
  options.rules = {rule("device", "", "", "ids-*", "PUN*", 10),      rule("device", "", "pos-*", "ids-2", "", 12),
                   rule("device", "disk_full", "pos-*", "", "", 14), rule("server", "", "", "ids-2", "", 15),
                   rule("device", "", "", "", "PUN024", 16),         rule("device", "disk_full", "", "", "", 19),
                   rule("device", "", "p*", "ids-2", "", 20),        rule("device", "timeout", "", "", "", 21),
                   rule("server", "", "", "ids-*", "", 22)};
  for (std::size_t i = 0; i < options.rules.size(); ++i) options.rules[i].place = fmt::format("c.toml:{}", i);
  for (const Facts& facts : {Facts{"ids-2", "pos-1", "PUN024", ""}, Facts{"ids-2", "", "PUN024", ""}}) {
    auto left = options;
    const auto told = Thresholds(left).overruled_own(facts, "disk_full");
    EXPECT_EQ(told.size(), facts.device.empty() ? 4U : 5U);
    for (const auto& expected : told) {
      const std::string by = Thresholds(left).own(facts, "disk_full").rule;
      std::erase_if(left.rules, [&](const auto& r) { return by.starts_with(r.place + " "); });
      EXPECT_EQ(Thresholds(left).own(facts, "disk_full").rule, expected);
    }
  }
  const Thresholds thresholds(options);
  EXPECT_THAT(thresholds.overruled_wide(model::Scope::kServer, {"ids-2", "pos-1", "PUN024", ""}, "x"),
              testing::ElementsAre("c.toml:8 (scope 'server', server 'ids-*')"));
  EXPECT_TRUE(thresholds.overruled_wide(model::Scope::kFleet, {"ids-2", "pos-1", "PUN024", ""}, "x").empty());
}

TEST(Thresholds, AWideRuleMayCombineServerAndSite) {
  config::ThresholdOptions options;
  options.rules = {rule("server", "", "", "ids-*", "PUN024", 7), rule("server", "", "", "ids-*", "", 8)};
  EXPECT_EQ(Thresholds(options).wide(model::Scope::kServer, kDevice, "x").limit, 7U);
  EXPECT_EQ(Thresholds(options).wide(model::Scope::kServer, {"ids-1", "pos-1", "OSL001", ""}, "x").limit, 8U);
}

TEST(Thresholds, ARuleForAnotherTypeDeviceOrScopeDoesNotApply) {
  config::ThresholdOptions options;
  options.rules = {rule("device", "timeout", "pos-1", "", "", 7), rule("device", "", "pos-2", "", "", 8),
                   rule("server", "", "", "ids-1", "", 9)};
  EXPECT_EQ(Thresholds(options).own(kDevice, "disk_full").limit, 2U);
}

TEST(Thresholds, FirstGlobInFileOrderWins) {
  config::ThresholdOptions options;
  options.rules = {rule("device", "", "p*", "", "", 7), rule("device", "", "pos-*", "", "", 8)};
  EXPECT_EQ(Thresholds(options).own(kDevice, "x").limit, 7U);
}

TEST(Thresholds, WhatARuleLeavesOutIsTheDefaults) {
  config::ThresholdOptions options;
  options.hold = std::chrono::seconds(30);
  options.rules = {rule("device", "", "pos-1", "", "", 7)};
  options.rules[0].window = std::chrono::minutes(5);
  const Thresholds thresholds(options);
  const Limit& limit = thresholds.own(kDevice, "x");
  EXPECT_EQ(limit.window, std::chrono::minutes(5));
  EXPECT_EQ(limit.hold, std::chrono::seconds(30));
  EXPECT_EQ(limit.quiet, std::chrono::hours(3));
  EXPECT_THAT(thresholds.explain(limit), HasSubstr("c.toml:7 (device 'pos-1')"));
  EXPECT_THAT(thresholds.explain(limit), HasSubstr("more than 7 come within 5m; held 30s"));
}

TEST(Thresholds, TheDefaultNeverMakesAServerTicketOfOneDevice) {
  config::ThresholdOptions options;
  options.limit = 0;
  EXPECT_EQ(Thresholds(options).own(kDevice, "x").limit, 0U);
  EXPECT_EQ(Thresholds(options).wide(model::Scope::kServer, kDevice, "x").limit, 1U);
  options.rules = {rule("server", "x", "", "", "", 0)};
  EXPECT_EQ(Thresholds(options).wide(model::Scope::kServer, kDevice, "x").limit, 0U) << "a rule is taken by its word";
}

TEST(Thresholds, AServersOwnFailuresGoByDeviceAndServerRules) {
  constexpr Facts kServer{"ids-1", "", "PUN024", ""};
  config::ThresholdOptions options;
  options.rules = {rule("device", "server_unreachable", "", "", "", 5)};
  EXPECT_EQ(Thresholds(options).own(kServer, "server_unreachable").limit, 5U);
  options.rules.push_back(rule("server", "server_unreachable", "", "", "", 6));
  EXPECT_EQ(Thresholds(options).own(kServer, "server_unreachable").limit, 6U);
  options.rules.push_back(rule("device", "", "ids-*", "", "", 7));
  EXPECT_EQ(Thresholds(options).own(kServer, "server_unreachable").limit, 7U) << "a server is a device of devices.csv";
}

}  // namespace
}  // namespace redrive::central
