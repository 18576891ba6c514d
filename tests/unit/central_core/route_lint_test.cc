#include "central/core/route_lint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/central_core/world.h"

namespace redrive::central::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> flaws(const config::CentralOptions& options) {
  std::vector<std::string> out;
  for (const auto& flaw : lint_routes(options)) out.push_back(std::string(flaw.kind) + " " + flaw.subject);
  return out;
}

TEST(RouteLint, FindsNothingWhereNothingIsWrong) {
  auto options = company();
  options.routing.packages = {{"app-1", "mc-a"}, {"app-*", "mc-b"}, {"*", "noc"}};
  EXPECT_THAT(flaws(options), ElementsAre());
}

TEST(RouteLint, NamesSitesCentresDevicesAndNames) {
  auto options = company();
  options.inventory.locations["OSL001"].centre = "";
  options.inventory.locations["PUN099"] = {"PUN099", "Pune depot", {"POONA."}, "gone"};
  options.centres["mc-a"].email.clear();
  options.centres["mc-b"].fallback = "noc", options.centres["noc"].fallback = "mc-b";
  options.inventory.devices["ids-2"].location = "";
  options.inventory.devices["dev-1-1"].location = "";
  EXPECT_THAT(flaws(options),
              ElementsAre("site_without_centre OSL001", "site_without_centre PUN099", "centre_without_address mc-a",
                          "fallback_loop mc-b", "fallback_loop noc", "device_without_site dev-1-1",
                          "device_without_site ids-2", "shared_name Poona"));
  const auto found = lint_routes(options);
  EXPECT_THAT(found[0].text, HasSubstr("has no centre; its tickets go to noc"));
  EXPECT_THAT(found[1].text, HasSubstr("gone, which does not exist"));
  EXPECT_THAT(found[3].text, HasSubstr("mc-b -> noc -> mc-b"));
  EXPECT_THAT(found[5].text, HasSubstr("site of its server ids-1 stands for it"));
  EXPECT_THAT(found[6].text, HasSubstr("go to noc"));
  EXPECT_THAT(found[7].text, HasSubstr("2 locations (PUN024, PUN099)"));
}

TEST(RouteLint, NamesPatternsThatNeverDecide) {
  auto options = company();
  options.routing.packages = {
      {"app-*", "mc-a"}, {"app-1", "mc-b"}, {"app-pos-*", "mc-b"}, {"lib?", "mc-a"}, {"lib*", "mc-b"}};
  EXPECT_THAT(flaws(options), ElementsAre("package_covered app-pos-*")) << "a full name comes before any pattern";
}

TEST(RouteLint, APatternCoversWhatItMatchesWhole) {
  struct {
    const char *wide, *narrow;
    bool covers;
  } const kCases[] = {
      {"*", "a*", true},       {"a*", "a*b", true},  {"a*", "ab?", true},   {"a?", "ab", true},
      {"a?", "a*", false},     {"a*b", "a*", false}, {"*b", "a*b", true},   {"*a*b*", "xab", true},
      {"*a*b*", "b*a", false}, {"a", "a", true},     {"a?c", "a??", false}, {"**", "?", true},
      {"", "", true},          {"", "*", false},     {"*x*", "a*xx", true},
  };
  for (const auto& c : kCases) EXPECT_EQ(pattern_covers(c.wide, c.narrow), c.covers) << c.wide << " over " << c.narrow;
}

}  // namespace
}  // namespace redrive::central::test
