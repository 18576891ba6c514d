// Recorded alerts: the order of the file, the clock, repeats and rubbish.
#include "central/replay/alert_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace redrive::central::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Fed {
  std::vector<InboxRow> rows;
  std::vector<std::string> complaints;
};

Fed feed(const std::string& text) {
  std::istringstream input(text);
  Fed out;
  AlertFeed feed(input, std::chrono::hours(24 * 7), [&](const std::string& what) { out.complaints.push_back(what); });
  while (auto row = feed.next()) out.rows.push_back(std::move(*row));
  return out;
}

std::string line(const std::string& id, const std::string& at, const std::string& more = "") {
  return R"({"id": ")" + id + R"(", "occurred_at": ")" + at + R"(", "device": "dev-1", "failure_type": "timeout")" +
         more + "}\n";
}

std::vector<std::string> received(const Fed& fed) {
  std::vector<std::string> out;
  for (const auto& row : fed.rows) out.push_back(base::format_rfc3339(row.received_at));
  return out;
}

TEST(AlertFeed, TheClockIsTheGreatestTimeSoFar) {
  const Fed fed = feed(line("a", "2026-03-02T10:00:00Z") + line("b", "2026-03-02T09:00:00Z") + "\n" +
                       line("c", "2026-03-02T10:30:00Z"));
  EXPECT_THAT(received(fed), ElementsAre("2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z", "2026-03-02T10:30:00Z"));
  EXPECT_EQ(fed.rows[1].alert.id, "b");
  EXPECT_EQ(fed.rows[2].number, 3);
}

TEST(AlertFeed, AWrongClockDoesNotMoveOurs) {
  std::string text = line("a", "2026-03-02T10:00:00Z") + line("wrong", "2027-03-02T10:00:00Z");
  for (int i = 1; i < 8; ++i) text += line("b" + std::to_string(i), "2026-03-02T10:0" + std::to_string(i) + ":00Z");
  const Fed fed = feed(text);
  EXPECT_EQ(base::format_rfc3339(fed.rows[1].received_at), "2026-03-02T10:00:00Z");
  EXPECT_EQ(base::format_rfc3339(fed.rows.back().received_at), "2026-03-02T10:07:00Z");
}

TEST(AlertFeed, ALongSilenceIsNoWrongClock) {
  const Fed fed =
      feed(line("a", "2026-03-02T10:00:00Z") + line("b", "2026-03-09T10:00:00Z") + line("c", "2026-03-09T10:01:00Z"));
  EXPECT_THAT(received(fed), ElementsAre("2026-03-02T10:00:00Z", "2026-03-09T10:00:00Z", "2026-03-09T10:01:00Z"));
}

TEST(AlertFeed, RepeatsOfASenderArePassedOver) {
  const Fed fed = feed(line("a", "2026-03-02T10:00:00Z") + line("a", "2026-03-02T10:00:01Z") +
                       line("a", "2026-03-02T10:00:02Z", R"(, "sender": "noc", "source": "agent")"));
  ASSERT_EQ(fed.rows.size(), 2U);
  EXPECT_EQ(fed.rows[1].sender, "noc");
  EXPECT_EQ(fed.rows[1].source, model::AlertSource::kAgent);
  EXPECT_EQ(fed.rows[0].source, model::AlertSource::kHttp);
}

TEST(AlertFeed, RubbishIsNamedAndCostsNothingElse) {
  const Fed fed = feed("{\"id\": 7\n" + line("a", "2026-03-02T10:00:00Z") + "[]\n{\"id\": \"x\"}\n" +
                       line("b", "yesterday") + line("c", "2026-03-02T10:00:01Z"));
  EXPECT_EQ(fed.rows.size(), 2U);
  ASSERT_EQ(fed.complaints.size(), 4U);
  EXPECT_THAT(fed.complaints[0], HasSubstr("line 1"));
  EXPECT_THAT(fed.complaints[3], HasSubstr("line 5"));
}

TEST(AlertFeed, NothingIsNothing) {
  EXPECT_THAT(feed("").rows, IsEmpty());
  EXPECT_THAT(feed("\n\n").rows, IsEmpty());
}

}  // namespace
}  // namespace redrive::central::test
