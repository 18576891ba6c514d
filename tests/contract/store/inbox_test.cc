#include "central/store/inbox.h"

#include "central/store/select.h"
#include "central/store/tickets.h"
#include "tests/contract/store/store_fixture.h"

namespace redrive::central {
namespace {

class InboxTest : public StoreTest {
 protected:
  static InboxRow row(std::int64_t second, std::string device = "dev-1") {
    InboxRow out;
    out.received_at = at(second);
    out.source = model::AlertSource::kAgent;
    out.sender = "ids-0079";
    out.alert = {"a-" + std::to_string(second),
                 at(second - 3),
                 "ids-0079",
                 std::move(device),
                 "J-1",
                 "pkg-1",
                 "disk_full",
                 nasty(),
                 "82 Kings Way",
                 model::AlertStatus::kFiring,
                 R"({"x":1})",
                 2};
    return out;
  }
  std::vector<InboxRow> append(std::vector<InboxRow> rows) {
    must(in_transaction(db(), [&] { return append_alerts(db(), rows); }));
    return rows;
  }
  void append_seconds(int from, int to) {
    std::vector<InboxRow> rows;
    for (int second = from; second <= to; ++second) rows.push_back(row(second, second % 2 == 0 ? "even" : "odd"));
    append(std::move(rows));
  }
  void decide(std::vector<AlertDecision> decisions) {
    must(in_transaction(db(), [&] { return record_decisions(db(), decisions); }));
  }
  std::vector<std::int64_t> numbers(const AlertFilter& filter) {
    std::vector<std::int64_t> out;
    for (const auto& item : must(list_alerts(db(), filter, {})).items) out.push_back(item.row.number);
    return out;
  }
};
REDRIVE_ON_EVERY_STORE(InboxTest);

using Numbers = std::vector<std::int64_t>;

TEST_P(InboxTest, AnAlertComesBackAsItWasTaken) {
  InboxRow resolved = row(2);
  resolved.source = model::AlertSource::kSyslog;
  resolved.alert.status = model::AlertStatus::kResolved;
  resolved.alert.job.clear();
  const auto rows = append({row(1), resolved});
  EXPECT_EQ(rows[0].number, 1);
  EXPECT_EQ(rows[1].number, 2);
  reopen();
  const auto back = must(undecided_alerts(db(), 10));
  ASSERT_EQ(back.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(back[i].number, rows[i].number);
    EXPECT_EQ(back[i].received_at, rows[i].received_at);
    EXPECT_EQ(back[i].source, rows[i].source);
    EXPECT_EQ(back[i].sender, rows[i].sender);
    EXPECT_EQ(back[i].alert, rows[i].alert);
  }
}

TEST_P(InboxTest, CountsFollowWhatIsStoredAndDecided) {
  append_seconds(1, 5);
  decide({{1, "disk_full", "RD-1", "over the limit"}, {3, "", "", "outage"}});
  reopen();
  const auto counts = must(count_alerts(db()));
  EXPECT_EQ(counts.stored, 5U);
  EXPECT_EQ(counts.pending, 2U);
  const auto pending = must(undecided_alerts(db(), 1));
  ASSERT_EQ(pending.size(), 1U);
  EXPECT_EQ(pending[0].number, 4);
}

TEST_P(InboxTest, WhatIsRolledBackLeavesNoGap) {
  append_seconds(1, 2);
  must(db().begin());
  std::vector<InboxRow> lost = {row(3), row(4)};
  must(append_alerts(db(), lost));
  db().rollback();
  EXPECT_EQ(must(count_alerts(db())).stored, 2U);
  EXPECT_EQ(append({row(5)})[0].number, 3);
}

TEST_P(InboxTest, AlertsAreDecidedOnceAndInOrder) {
  append_seconds(1, 4);
  decide({{1, "", "", ""}, {2, "", "", ""}});
  const std::vector<std::vector<AlertDecision>> wrong = {
      {{2, "", "", ""}}, {{4, "", "", ""}, {3, "", "", ""}}, {{3, "", "", ""}, {3, "", "", ""}}, {{5, "", "", ""}}};
  for (const auto& decisions : wrong) {
    const auto refused = in_transaction(db(), [&] { return record_decisions(db(), decisions); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::ErrorCode::kConflict);
  }
  EXPECT_EQ(must(count_alerts(db())).pending, 2U);
}

TEST_P(InboxTest, TheListIsNewestFirstWithItsDecisions) {
  append_seconds(1, 3);
  decide({{1, "timeout", "RD-1", nasty()}});
  const auto page = must(list_alerts(db(), {}, {}));
  ASSERT_EQ(page.items.size(), 3U);
  EXPECT_EQ(page.next, 0);
  EXPECT_EQ(page.items[0].row.number, 3);
  EXPECT_EQ(page.items[0].decision.number, 0);  // pending
  EXPECT_EQ(page.items[2].decision.number, 1);
  EXPECT_EQ(page.items[2].decision.failure_type, "timeout");
  EXPECT_EQ(page.items[2].decision.ticket, "RD-1");
  EXPECT_EQ(page.items[2].decision.reason, nasty());
  EXPECT_EQ(must(find_alert(db(), 1))->decision.reason, nasty());
  EXPECT_FALSE(must(find_alert(db(), 4)));
}

TEST_P(InboxTest, PagesMissAndRepeatNothingWhileAlertsArrive) {
  append_seconds(1, 10);
  int arrived = 10;
  const auto list = [&](const PageRequest& page) { return list_alerts(db(), {}, page); };
  const auto all = walk<AlertListRow>(list, 3, [&] { append_seconds(arrived + 1, arrived + 2), arrived += 2; });
  ASSERT_EQ(all.size(), 10U);
  for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(all[i].row.number, static_cast<std::int64_t>(10 - i));
}

TEST_P(InboxTest, OldestFirstTakesInWhatArrivesMeanwhile) {
  append_seconds(1, 10);
  AlertFilter filter;
  filter.oldest_first = true;
  const auto list = [&](const PageRequest& page) { return list_alerts(db(), filter, page); };
  int arrived = 10;
  const auto all = walk<AlertListRow>(list, 3, [&] {
    if (arrived == 12) return;
    ++arrived;
    append_seconds(arrived, arrived);
  });
  ASSERT_EQ(all.size(), 12U);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].row.number, static_cast<std::int64_t>(i + 1));
  filter.since = at(11);
  EXPECT_EQ(numbers(filter), (Numbers{11, 12}));
  filter.device = "even";
  EXPECT_EQ(numbers(filter), (Numbers{12}));
}

TEST_P(InboxTest, FiltersNarrowTheList) {
  append_seconds(1, 6);
  decide({{1, "timeout", "RD-1", ""}, {2, "timeout", "RD-1", ""}, {3, "", "", ""}});
  AlertFilter filter;
  filter.device = "odd";
  EXPECT_EQ(numbers(filter), (Numbers{5, 3, 1}));
  filter.since = at(3);
  EXPECT_EQ(numbers(filter), (Numbers{5, 3}));
  filter = {};
  filter.failure_type = "timeout";  // as classified
  EXPECT_EQ(numbers(filter), (Numbers{2, 1}));
  filter.failure_type = "disk_full";  // as given, where nothing was classified
  EXPECT_EQ(numbers(filter), (Numbers{6, 5, 4, 3}));
  filter = {};
  filter.server = "ids-9999";
  EXPECT_EQ(numbers(filter), Numbers{});
  filter = {};
  filter.job = "J-1";
  EXPECT_EQ(numbers(filter).size(), 6U);
}

TEST_P(InboxTest, ATicketsAlertsAreThoseThatJoinedIt) {
  append_seconds(1, 6);
  model::Ticket ticket;
  ticket.id = "RD-1";
  must(put_ticket(db(), ticket));
  for (const std::int64_t number : {2, 3, 6}) must(add_ticket_alert(db(), "RD-1", number, "a"));
  AlertFilter filter;
  filter.ticket = "RD-1";
  EXPECT_EQ(numbers(filter), (Numbers{6, 3, 2}));
  filter.device = "even";
  EXPECT_EQ(numbers(filter), (Numbers{6, 2}));
  filter.device.clear();
  const auto list = [&](const PageRequest& page) { return list_alerts(db(), filter, page); };
  EXPECT_EQ(walk<AlertListRow>(list, 1, [] {}).size(), 3U);
  filter.oldest_first = true;
  EXPECT_EQ(numbers(filter), (Numbers{2, 3, 6}));
  EXPECT_EQ(walk<AlertListRow>(list, 1, [] {}).size(), 3U);
}

TEST_P(InboxTest, RecentIdsAreThoseSinceTheTimeOldestFirst) {
  constexpr int kWeek = 7 * 86400;
  append_seconds(1, 3);
  append_seconds(kWeek, kWeek + 4);
  append_seconds(kWeek - 90, kWeek - 60);  // the clock was set back, the wanted rows stand on both sides
  append_seconds(kWeek + 50, kWeek + 51);
  const auto ids_since = [&](base::UtcTime since) {
    std::vector<std::string> ids;
    must(each_recent_id(db(), since, [&](std::string_view sender, std::string_view id, base::UtcTime received) {
      EXPECT_EQ(sender, "ids-0079");
      EXPECT_GE(received, since);
      ids.emplace_back(id);
    }));
    return ids;
  };
  const auto recent = ids_since(at(kWeek + 1));
  ASSERT_EQ(recent.size(), 6U);
  EXPECT_EQ(recent.front(), "a-" + std::to_string(kWeek + 1));
  EXPECT_EQ(recent.back(), "a-" + std::to_string(kWeek + 51));
  EXPECT_EQ(ids_since({}).size(), 41U);
  EXPECT_EQ(ids_since(at(kWeek + 60)).size(), 0U);
}

TEST_P(InboxTest, AFilteredScanIsBoundedAndGoesOnWhereItStopped) {
  append({row(1, "rare")});
  // Rows by a recursive query: the bound is great, a hundred thousand calls here are not what is tested.
  must(db().execute(
      "INSERT INTO inbox SELECT n + 1, received_at, source, sender, id, occurred_at, status, server, "
      "'common', job, package, "
      "failure_type, location, message, extra, run FROM inbox, (WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL "
      "SELECT n + 1 FROM s "
      "WHERE n < $1) SELECT n FROM s) AS numbers",
      {kAlertScan + 5}));
  must(db().execute("UPDATE inbox_state SET stored = $1", {kAlertScan + 6}));
  AlertFilter filter;
  filter.device = "rare";
  const auto first = must(list_alerts(db(), filter, {}));
  EXPECT_TRUE(first.items.empty());
  ASSERT_GT(first.next, 0);
  const auto second = must(list_alerts(db(), filter, {100, first.next}));
  ASSERT_EQ(second.items.size(), 1U);
  EXPECT_EQ(second.next, 0);

  must(db().execute("UPDATE inbox SET device = CASE number WHEN 1 THEN 'common' WHEN $1 THEN 'rare' ELSE device END",
                    {kAlertScan + 6}));
  filter.oldest_first = true;
  const auto up = must(list_alerts(db(), filter, {}));
  EXPECT_TRUE(up.items.empty());
  ASSERT_EQ(up.next, kAlertScan);
  EXPECT_EQ(must(list_alerts(db(), filter, {100, up.next})).items.size(), 1U);
}

TEST_P(InboxTest, AnEmptyInboxHasEmptyAnswers) {
  must(append_alerts(db(), {}));
  must(record_decisions(db(), {}));
  EXPECT_TRUE(must(list_alerts(db(), {}, {})).items.empty());
  EXPECT_TRUE(must(undecided_alerts(db(), 10)).empty());
  EXPECT_EQ(must(count_alerts(db())).stored, 0U);
}

}  // namespace
}  // namespace redrive::central
