#include "central/store/failures.h"

#include "central/store/jobs.h"

#include "tests/contract/store/store_fixture.h"

namespace redrive::central {
namespace {

class FailuresTest : public StoreTest {
 protected:
  static model::Failure failure(const std::string& device) {
    return {"ids-1", device, "J-1", "disk_full", "pkg-1", at(1), at(2), 3, nasty(), "RD-1", "PUN024"};
  }
  static Counter counter(const std::string& subject) {
    return {"server", subject, "disk_full", 7, {at(1), at(5), at(3)}, {"dev-1", "", nasty()}, at(5)};
  }
  static void expect_equal(const Counter& a, const Counter& b) {
    EXPECT_EQ(a.scope, b.scope);
    EXPECT_EQ(a.subject, b.subject);
    EXPECT_EQ(a.failure_type, b.failure_type);
    EXPECT_EQ(a.total, b.total);
    EXPECT_EQ(a.recent, b.recent);
    EXPECT_EQ(a.members, b.members);
    EXPECT_EQ(a.last_at, b.last_at);
  }
};
REDRIVE_ON_EVERY_STORE(FailuresTest);

TEST_P(FailuresTest, AFailureIsReplacedByItsFourNames) {
  must(put_failure(db(), failure("dev-1")));
  model::Failure server = failure("");
  server.job.clear();
  must(put_failure(db(), server));
  model::Failure newer = failure("dev-1");
  newer.last_at = at(9), newer.count = 4, newer.message = "again", newer.ticket = "RD-2", newer.location = "",
  newer.package = "p2";
  must(put_failure(db(), newer));
  reopen();
  EXPECT_EQ(must(all_failures(db())), (std::vector<model::Failure>{newer, server}));
  EXPECT_EQ(must(count_failures(db())), 2U);
}

TEST_P(FailuresTest, WhatFailedAgainIsCountedForEachRunOfATicket) {
  const auto put = [&](const std::string& device, std::uint32_t again, std::int64_t last, const char* ticket = "RD-1") {
    auto one = failure(device);
    one.again = again, one.last_at = at(last), one.ticket = ticket;
    must(put_failure(db(), one));
    return one;
  };
  put("dev-1", 2, 10), put("dev-2", 2, 20), put("dev-3", 3, 15), put("dev-4", 0, 30), put("dev-5", 2, 40, "RD-2");
  RedistributionRow run;
  run.id = "R-1", run.job = "J-1", run.server = "ids-1", run.state = "running";
  run.plan.job = "J-1", run.plan.server = "ids-1", run.plan.run = 3, run.plan.devices = {{"dev-3", ""}, {"dev-9", ""}};
  must(put_redistribution(db(), run));
  reopen();
  EXPECT_EQ(must(failed_again(db(), "RD-1")),
            (std::vector<model::FailedAgain>{{"ids-1", "J-1", 2, 2, 0, false}, {"ids-1", "J-1", 3, 1, 2, true}}));
  run.state = "finished";
  must(put_redistribution(db(), run));
  EXPECT_FALSE(must(find_run_size(db(), "J-1", "ids-1", 3))->running);
  for (const char* state : {"planned", "refused", "expired", "rejected", "scheduled"}) {
    run.state = state;
    must(put_redistribution(db(), run));
    EXPECT_FALSE(must(find_run_size(db(), "J-1", "ids-1", 3))) << state;
  }
  auto cleared = failure("dev-1");
  cleared.again = 2;
  must(clear_failure(db(), {cleared, at(50), "succeeded"}));
  EXPECT_EQ(must(list_cleared_failures(db(), {}, {})).items.at(0).failure.again, 2U);
}

TEST_P(FailuresTest, AClearedFailureMovesToTheHistoryOnce) {
  must(put_failure(db(), failure("dev-1")));
  must(put_failure(db(), failure("dev-2")));
  const ClearedFailure cleared{failure("dev-1"), at(50), "succeeded in run 2"};
  must(clear_failure(db(), cleared));
  must(clear_failure(db(), cleared));  // the same evidence again
  EXPECT_EQ(must(all_failures(db())), (std::vector<model::Failure>{failure("dev-2")}));
  const auto history = must(list_cleared_failures(db(), {}, {}));
  ASSERT_EQ(history.items.size(), 1U);
  EXPECT_EQ(history.items[0].failure, failure("dev-1"));
  EXPECT_EQ(history.items[0].cleared_at, at(50));
  EXPECT_EQ(history.items[0].evidence, "succeeded in run 2");
}

TEST_P(FailuresTest, EachFilterNarrowsTheList) {
  must(put_failure(db(), failure("dev-1")));
  model::Failure other{"ids-2", "dev-2", "J-2", "timeout", "pkg-2", at(1), at(20), 1, "", "RD-2", ""};
  must(put_failure(db(), other));
  EXPECT_EQ(must(list_failures(db(), {}, {})).items, (std::vector<model::Failure>{other, failure("dev-1")}));
  std::vector<FailureFilter> filters(7);
  filters[0].server = "ids-2", filters[1].device = "dev-2", filters[2].job = "J-2", filters[3].failure_type = "timeout";
  filters[4].package = "pkg-2", filters[5].ticket = "RD-2", filters[6].since = at(20);
  for (std::size_t i = 0; i < filters.size(); ++i) {
    EXPECT_EQ(must(list_failures(db(), filters[i], {})).items, (std::vector<model::Failure>{other})) << "filter " << i;
  }
}

TEST_P(FailuresTest, PagesHoldStillWhileFailuresComeAndGo) {
  for (int i = 0; i < 9; ++i) must(put_failure(db(), failure("dev-" + std::to_string(i))));
  int more = 100;
  const auto list = [&](const PageRequest& page) { return list_failures(db(), {}, page); };
  const auto all = walk<model::Failure>(list, 2, [&] {
    must(put_failure(db(), failure("dev-" + std::to_string(more++))));
    must(put_failure(db(), failure("dev-0")));  // an update does not move it
    must(clear_failure(db(), {failure("dev-8"), at(3), ""}));
  });
  ASSERT_EQ(all.size(), 9U);
  for (std::size_t i = 0; i < 9; ++i) EXPECT_EQ(all[i].device, "dev-" + std::to_string(8 - i));
}

TEST_P(FailuresTest, ACounterComesBackWithItsOccurrences) {
  must(put_counter(db(), counter("ids-1")));
  Counter empty{"fleet", "*", "timeout", 0, {}, {}, {}};
  must(put_counter(db(), empty));
  Counter raised = counter("ids-1");
  raised.total = 8, raised.last_at = at(6);
  raised.recent.push_back(at(6)), raised.members.emplace_back("dev-9");
  must(put_counter(db(), raised));
  reopen();
  const auto all = must(all_counters(db()));
  ASSERT_EQ(all.size(), 2U);
  expect_equal(all[0], raised);
  expect_equal(all[1], empty);
}

TEST_P(FailuresTest, CountersAreListedByTypeAndDeletedByName) {
  must(put_counter(db(), counter("ids-1")));
  must(put_counter(db(), counter("ids-2")));
  Counter other = counter("ids-1");
  other.failure_type = "timeout";
  must(put_counter(db(), other));
  EXPECT_EQ(must(list_counters(db(), {}, {})).items.size(), 3U);
  const auto typed = must(list_counters(db(), {"disk_full", "", "", "", ""}, {}));
  ASSERT_EQ(typed.items.size(), 2U);
  expect_equal(typed.items[0], counter("ids-2"));
  must(delete_counter(db(), counter("ids-1")));
  const auto left = must(all_counters(db()));
  ASSERT_EQ(left.size(), 2U);
  expect_equal(left[0], counter("ids-2"));
  expect_equal(left[1], other);
}

TEST_P(FailuresTest, CountersAreListedBySubject) {
  const auto named = [&](const char* scope, const char* subject) {
    Counter one = counter(subject);
    one.scope = scope;
    return one;
  };
  for (const auto& one : {named("device", "x"), named("server", "x"), named("site", "x"), named("package", "x"),
                          named("device", "y"), named("fleet", "*")}) {
    must(put_counter(db(), one));
  }
  const auto scopes = [&](const CounterFilter& filter) {
    std::vector<std::string> out;
    for (const auto& one : must(list_counters(db(), filter, {})).items) out.push_back(one.scope + " " + one.subject);
    return out;
  };
  using Scopes = std::vector<std::string>;
  EXPECT_EQ(scopes({"", "x", "", "", ""}), (Scopes{"device x"}));
  EXPECT_EQ(scopes({"", "", "x", "", ""}), (Scopes{"server x"}));
  EXPECT_EQ(scopes({"", "", "", "x", ""}), (Scopes{"site x"}));
  EXPECT_EQ(scopes({"", "", "", "", "x"}), (Scopes{"package x"}));
  EXPECT_EQ(scopes({"", "y", "", "x", ""}), (Scopes{"device y", "site x"})) << "of several subjects, each one's";
  EXPECT_EQ(scopes({"timeout", "x", "", "", ""}), Scopes{});
  EXPECT_EQ(scopes({"", "z", "", "", ""}), Scopes{});
}

TEST_P(FailuresTest, ACounterIsFoundByItsThreeNames) {
  must(put_counter(db(), counter("ids-1")));
  const auto found = must(find_counter(db(), "server", "ids-1", "disk_full"));
  ASSERT_TRUE(found);
  expect_equal(*found, counter("ids-1"));
  EXPECT_FALSE(must(find_counter(db(), "device", "ids-1", "disk_full")));
  EXPECT_FALSE(must(find_counter(db(), "server", "ids-2", "disk_full")));
  EXPECT_FALSE(must(find_counter(db(), "server", "ids-1", "timeout")));
}

TEST_P(FailuresTest, ADamagedCounterIsReportedNotGuessed) {
  must(put_counter(db(), counter("ids-1")));
  for (const char* bytes : {"", "\x93", "rubbish", "\x90\x90\x90", "\xdd\x7f\xff\xff\xff"}) {
    must(db().execute("UPDATE counters SET recent_bytes = $1", {bytes}));
    const auto read = all_counters(db());
    ASSERT_FALSE(read) << bytes;
    EXPECT_EQ(read.error().code, base::ErrorCode::kCorrupt);
  }
}

}  // namespace
}  // namespace redrive::central
