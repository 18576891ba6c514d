#include "cli/doctor/checks.h"

#include <gmock/gmock.h>

namespace redrive::cli {
namespace {

using checkup::Health;
using testing::HasSubstr;

const base::UtcTime kNow = *base::parse_rfc3339("2026-03-02T00:00:00Z");
const base::Micros kSecond{1'000'000};

Json status() {
  return Json::parse(
      R"({"alerts": {"stored": 12, "pending": 1}, "mail": {"pending": 0, "held": 0, "dead": 0, "hold": null,
    "new": 0, "quarantined": 0}, "mailbox": null, "syslog": {"taken": 5, "dropped": 0, "overrun": 0}})");
}

Finding find(const std::vector<Finding>& all, const std::string& what) {
  for (const auto& one : all) {
    if (one.what == what) return one;
  }
  ADD_FAILURE() << what << " was not looked at";
  return {};
}

// Whatever is not well says what to do.
void expect(const Finding& one, Health health, const std::string& part) {
  EXPECT_EQ(one.health, health) << one.found;
  EXPECT_THAT(one.found, HasSubstr(part));
  EXPECT_EQ(one.todo.empty(), health == Health::kOk) << one.what;
}

TEST(CheckClock, IsJudgedByWhatTheAnswersTimeLeavesOpen) {
  const auto at = [](int seconds) { return base::format_rfc3339(kNow + seconds * kSecond); };
  expect(check_clock(at(3), kNow, kNow + 4 * kSecond), Health::kOk, "agrees");
  expect(check_clock(at(6), kNow, kNow + 4 * kSecond), Health::kOk, "agrees");
  expect(check_clock(at(34), kNow, kNow + 4 * kSecond), Health::kWarning, "30.0 s ahead of ours");
  expect(check_clock(at(-30), kNow, kNow), Health::kWarning, "30.0 s behind ours");
  expect(check_clock(at(301), kNow, kNow), Health::kFailed, "301.0 s");
  expect(check_clock("soon", kNow, kNow), Health::kFailed, "no time");
}

TEST(CheckVersion, WarnsOfTwo) {
  expect(check_version("1.2.0", "1.2.0"), Health::kOk, "1.2.0");
  expect(check_version("1.3.0", "1.2.0"), Health::kWarning, "central is 1.3.0");
}

TEST(CheckSession, SaysWhoAndWarnsOfTheEnd) {
  expect(check_session({{"name", "ann"}, {"role", "viewer"}, {"ends_at", nullptr}}, kNow), Health::kOk, "ann, viewer");
  expect(check_session({{"name", "ann"}, {"role", "viewer"}, {"ends_at", "2026-03-02T08:00:00Z"}}, kNow), Health::kOk,
         "until");
  expect(check_session({{"name", "ann"}, {"role", "viewer"}, {"ends_at", "2026-03-02T00:05:00Z"}}, kNow),
         Health::kWarning, "until");
}

TEST(CheckStatus, IsWellWhenNothingIsStuck) {
  const auto all = check_status(status());
  expect(find(all, "database"), Health::kOk, "12 alerts stored");
  expect(find(all, "mail"), Health::kOk, "none given up");
  expect(find(all, "mailbox"), Health::kOk, "none is configured");
  expect(find(all, "syslog"), Health::kOk, "none lost");
}

TEST(CheckStatus, TellsWhatIsStuckAndWhatToDo) {
  Json bad = status();
  bad["mail"]["dead"] = 2;
  bad["mailbox"] = {{"name", "noc@mail"}, {"trouble", "login refused"}, {"trouble_since", "2026-03-01T00:00:00Z"}};
  bad["syslog"]["dropped"] = 7;
  const auto all = check_status(bad);
  expect(find(all, "mail"), Health::kWarning, "2 given up");
  EXPECT_THAT(find(all, "mail").todo, HasSubstr("redrive mail list --state dead"));
  expect(find(all, "mailbox"), Health::kFailed, "login refused");
  expect(find(all, "syslog"), Health::kWarning, "7 messages lost");
  bad["mail"]["hold"] = {{"by", "ann"}, {"since", "2026-03-01T00:00:00Z"}, {"why", "relay moves"}};
  expect(find(check_status(bad), "mail"), Health::kWarning, "held by ann");
  bad["mail"]["hold"] = nullptr;
  bad["mail"]["dead"] = 0;
  bad["mail"]["held"] = 1;
  expect(find(check_status(bad), "mail"), Health::kWarning, "1 held");
  bad["mailbox"] = nullptr;
  bad["mail"]["quarantined"] = 3;
  expect(find(check_status(bad), "mailbox"), Health::kWarning, "3 mails");
}

TEST(CheckAgents, NamesSomeOfTheSilent) {
  Json agents = Json::array();
  for (int i = 0; i < 8; ++i) agents.push_back({{"name", "ids-" + std::to_string(i)}, {"connected", i == 0}});
  const auto all = check_agents(agents, Json::parse(R"([{"key": "k", "address": "192.0.2.7"}])"));
  expect(find(all, "agents"), Health::kWarning, "7 of 8 are silent: ids-1, ids-2, ids-3, ids-4, ids-5 and 2 more");
  expect(find(all, "unknown keys"), Health::kWarning, "192.0.2.7");
  expect(find(check_agents(Json::array(), Json::array()), "agents"), Health::kWarning, "none is accepted");
  for (auto& agent : agents) agent["connected"] = true;
  expect(find(check_agents(agents, Json::array()), "agents"), Health::kOk, "all 8");
}

TEST(CheckRoutesAndLocations, CountWhatIsToFix) {
  const Json none = Json::parse(R"({"items": [], "next": null})");
  expect(check_routes(none), Health::kOk, "every device");
  expect(check_locations(none), Health::kOk, "every reported");
  expect(check_routes(Json::parse(R"({"items": [{"text": "S1 has no centre"}], "next": null})")), Health::kWarning,
         "1 flaws; the first: S1 has no centre");
  expect(check_locations(
             Json::parse(R"({"items": [{"reported": "Pone"}, {"reported": null, "device": "d-1"}], "next": 2})")),
         Health::kWarning, "more than 2 to fix: Pone, (none, of d-1)");
}

}  // namespace
}  // namespace redrive::cli
