// What an event says it covers.
#include "central/calendar/coverage.h"

#include "tests/unit/calendar/calendar_texts.h"
#include "tests/unit/central_core/world.h"

namespace redrive::central::calendar::test {
namespace {

using testing::HasSubstr;

std::string text_of(const Selector& s) {
  return !s.server.empty() ? "server " + s.server : !s.device.empty() ? "device " + s.device : "site " + s.site;
}

struct Said {
  std::vector<std::string> selectors, problems;
};
Said said_by(const std::string& lines, const model::Inventory& inventory = central::test::company().inventory) {
  const auto components = read_components("BEGIN:VEVENT\n" + lines + "END:VEVENT\n", "x.ics");
  Said said;
  for (const auto& selector : selectors_of(components->front(), inventory, [&](unsigned line, std::string what) {
         said.problems.push_back(fmt::format("{}: {}", line, what));
       }))
    said.selectors.push_back(text_of(selector));
  return said;
}

TEST(Coverage, IsSaidInSeveralWays) {
  using Names = std::vector<std::string>;
  for (const auto& [lines, names] : {
           std::pair<const char*, Names>{"X-REDRIVE-SITE:PUN024\n", {"site PUN024"}},
           {"X-REDRIVE-SERVER:ids-1, ids-2\nX-REDRIVE-DEVICE:dev-1-1\n",
            {"server ids-1", "server ids-2", "device dev-1-1"}},
           {"X-REDRIVE-DEVICE:dev-1-*\n", {"device dev-1-*"}},
           {"DESCRIPTION:Power works.\\nRedrive: site=PUN024\\, server=ids-2\\nThanks\n",
            {"site PUN024", "server ids-2"}},
           {"DESCRIPTION:  redrive:site=PUN024\\,OSL001 device=dev-1-1\n",
            {"site PUN024", "site OSL001", "device dev-1-1"}},
           {"SUMMARY:redrive: site=PUN*\n", {"site PUN*"}},
           {"LOCATION:PUN024\n", {"site PUN024"}},
           {"LOCATION:PUN024\nX-REDRIVE-SERVER:ids-2\n", {"server ids-2"}},  // a place is only a place then
           {"X-REDRIVE-SITE:PUN024\nDESCRIPTION:redrive: site=PUN024\n", {"site PUN024"}},
       }) {
    const auto said = said_by(lines);
    EXPECT_EQ(said.selectors, names) << lines;
    EXPECT_TRUE(said.problems.empty()) << lines << said.problems.front();
  }
}

TEST(Coverage, OfNothingKnownIsAProblem) {
  for (const auto& [lines, problem] : {
           std::pair{"SUMMARY:Dentist\n", "1: it does not say what it covers; expected a line \"redrive: site=CODE\""},
           {"LOCATION:Room 5\n", "does not say what it covers"},
           {"SUMMARY:x\nX-REDRIVE-SITE:PUN999\n", "3: site \"PUN999\" is not in the inventory"},
           {"X-REDRIVE-SERVER:dev-1-1\n", "2: server \"dev-1-1\" is not in the inventory"},
           {"X-REDRIVE-DEVICE:pos-*\n", "device \"pos-*\" is not in the inventory, nor does it fit anything there"},
           {"X-REDRIVE-SIGHT:PUN024\n", "2: \"sight\" is nothing that is covered; expected server=NAME"},
           {"DESCRIPTION:redrive: PUN024\n", "2: \"PUN024\" is not understood; expected server=NAME"},
           {"DESCRIPTION:redrive: site=\n", "\"site=\" is not understood"},
           {"DESCRIPTION:redrive: sight=PUN024\n", "is nothing that is covered"},
           {"X-REDRIVE-SERVER:ids-1/..\n", "is no name or pattern"},
           {"X-REDRIVE-SITE:PUN024\nX-REDRIVE-SITE:PUN999\n", "3: site \"PUN999\""},
       }) {
    const auto said = said_by(lines);
    EXPECT_TRUE(said.selectors.empty()) << lines;
    ASSERT_EQ(said.problems.size(), 1U) << lines;
    EXPECT_THAT(said.problems[0], HasSubstr(problem)) << lines;
  }
}

TEST(Coverage, WithoutAnInventoryAnyNameWillDo) {
  EXPECT_EQ(said_by("X-REDRIVE-SERVER:ids-9\nX-REDRIVE-SITE:X1\n", {}).selectors.size(), 2U);
}

TEST(Coverage, IsBounded) {
  std::string lines;
  for (int i = 0; i < 300; ++i) lines += fmt::format("X-REDRIVE-SITE:S{}\n", i);
  EXPECT_THAT(said_by(lines, {}).problems.front(), HasSubstr("it names more than 200"));
}

}  // namespace
}  // namespace redrive::central::calendar::test
