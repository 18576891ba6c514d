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
