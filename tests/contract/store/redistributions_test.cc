// Redistributions, commands, spools, the audit trail.
#include "central/store/audit.h"
#include "central/store/jobs.h"
#include "shared/base/digest.h"
#include "tests/contract/store/store_fixture.h"

namespace redrive::central {
namespace {

class RedistributionsTest : public StoreTest {
 protected:
  static RedistributionRow row(const std::string& id, const std::string& state = "planned") {
    RedistributionRow r{0, id, "J-1", "ids-1", state, "RD-1", {}, at(1), "alice", "bob", nasty(), 3, 4};
    r.plan.job = "J-1", r.plan.server = "ids-1", r.plan.run = 3;
    r.plan.devices = {{"dev-1", "failed: disk_full"}};
    r.plan.packages = {{"app-2.3.deb", 12, base::digest_of("app")}};
    r.plan.commands = {{"dpkg", "-i", "x"}};
    r.plan.expires_at = at(3600);
    r.plan.digest = model::plan_digest(r.plan);
    return r;
  }
  RedistributionRow put(const std::string& id, const std::string& state = "planned") {
    auto r = row(id, state);
    must(put_redistribution(db(), r));
    return r;
  }
};
REDRIVE_ON_EVERY_STORE(RedistributionsTest);

void expect_equal(const RedistributionRow& a, const RedistributionRow& b) {
  EXPECT_EQ(std::tie(a.number, a.id, a.job, a.server, a.state, a.ticket, a.plan, a.created_at, a.created_by),
            std::tie(b.number, b.id, b.job, b.server, b.state, b.ticket, b.plan, b.created_at, b.created_by));
  EXPECT_EQ(std::tie(a.decided_by, a.why, a.succeeded, a.failed), std::tie(b.decided_by, b.why, b.succeeded, b.failed));
}

TEST_P(RedistributionsTest, OneComesBackAsItWasPut) {
  auto r = put("R-1");
  put("R-2");
  const auto number = r.number;
  r.number = 0, r.state = "running", r.succeeded = 9, r.plan.preflight = {{"space", false, "12 kB"}};
  must(put_redistribution(db(), r));
  EXPECT_EQ(r.number, number);
  reopen();
  expect_equal(*must(find_redistribution(db(), "R-1")), r);
  EXPECT_FALSE(must(find_redistribution(db(), "R-9")));
}

TEST_P(RedistributionsTest, TheDigestFindsTheNewestThatRanOrMayRun) {
  put("R-1", "finished");
  put("R-2", "planned");
  for (const char* state : {"refused", "expired", "rejected"}) put(std::string("R-") + state, state);
  const auto digest = row("").plan.digest;
  EXPECT_EQ(must(find_redistribution_by_digest(db(), "ids-1", "J-1", digest))->id, "R-2");
  EXPECT_FALSE(must(find_redistribution_by_digest(db(), "ids-2", "J-1", digest)));
  EXPECT_FALSE(must(find_redistribution_by_digest(db(), "ids-1", "J-2", digest)));
  EXPECT_FALSE(must(find_redistribution_by_digest(db(), "ids-1", "J-1", base::digest_of("other"))));
}

TEST_P(RedistributionsTest, TheNewestOfADigestIsFoundWhateverBecameOfIt) {
  put("R-1", "finished");
  put("R-2", "refused");
  const auto digest = row("").plan.digest;
  EXPECT_EQ(must(find_newest_redistribution(db(), "ids-1", "J-1", digest))->id, "R-2");
  EXPECT_FALSE(must(find_newest_redistribution(db(), "ids-2", "J-1", digest)));
}

TEST_P(RedistributionsTest, PlansExpireByAgeAndByANewerOneOfTheSameJob) {
  auto other = row("R-other");
  other.job = "J-2";
  must(put_redistribution(db(), other));
  auto old = other;
  old.id = "R-old", old.created_at = at(0);
  must(put_redistribution(db(), old));
  put("R-1"), put("R-2", "approved");
  const auto newer = put("R-3");
  must(expire_plans(db(), at(1), newer));
  const std::pair<const char*, const char*> states[] = {
      {"R-other", "planned"}, {"R-old", "expired"}, {"R-1", "expired"}, {"R-2", "approved"}, {"R-3", "planned"}};
  for (const auto& [id, state] : states) EXPECT_EQ(must(find_redistribution(db(), id))->state, state) << id;
}

TEST_P(RedistributionsTest, WhatRunsOfAJobIsFound) {
  put("R-1", "running"), put("R-2", "approved"), put("R-3", "finished"), put("R-4", "planned");
  const auto running = must(running_redistributions(db(), "J-1"));
  ASSERT_EQ(running.size(), 2U);
  EXPECT_EQ(running[0].id + running[1].id, "R-1R-2");
  EXPECT_TRUE(must(running_redistributions(db(), "J-2")).empty());
}

TEST_P(RedistributionsTest, ListAndCountGoByState) {
  put("R-1", "running"), put("R-2", "approved"), put("R-3", "finished"), put("R-4", "running");
  EXPECT_EQ(must(count_running_redistributions(db())), 3U);
  EXPECT_EQ(must(list_redistributions(db(), "", {})).items.size(), 4U);
  int next = 5;
  const auto list = [&](const PageRequest& page) { return list_redistributions(db(), "running", page); };
  const auto running = walk<RedistributionRow>(list, 1, [&] { put("R-" + std::to_string(next++), "running"); });
  ASSERT_EQ(running.size(), 2U);
  EXPECT_EQ(running[0].id, "R-4");
  EXPECT_EQ(running[1].id, "R-1");
}

TEST_P(RedistributionsTest, CommandsWaitInOrderUntilTheyAreDeleted) {
  must(put_command(db(), {"c-2", "ids-1", nasty(), at(9)}));
  must(put_command(db(), {"c-1", "ids-1", "second", at(1)}));
  must(put_command(db(), {"c-3", "ids-2", "other", at(1)}));
  must(put_command(db(), {"c-1", "ids-1", "newer", at(2)}));  // the same id: one command
  reopen();
  auto waiting = must(commands_for(db(), "ids-1"));
  ASSERT_EQ(waiting.size(), 2U);
  EXPECT_EQ(waiting[0].id, "c-2");
  EXPECT_EQ(waiting[0].bytes, nasty());
  EXPECT_EQ(waiting[0].created_at, at(9));
  EXPECT_EQ(waiting[1].bytes, "newer");
  must(delete_command(db(), "c-2"));
  must(delete_command(db(), "c-2"));
  EXPECT_EQ(must(commands_for(db(), "ids-1")).size(), 1U);
  EXPECT_TRUE(must(commands_for(db(), "ids-3")).empty());
}

TEST_P(RedistributionsTest, ASpoolsNumberOnlyRises) {
  EXPECT_EQ(must(spool_acked(db(), "ids-1", "s-1")), 0U);
  must(put_spool_acked(db(), "ids-1", "s-1", 500));
  must(put_spool_acked(db(), "ids-1", "s-1", 400));
  must(put_spool_acked(db(), "ids-1", "s-2", 3));
  reopen();
  EXPECT_EQ(must(spool_acked(db(), "ids-1", "s-1")), 500U);
  EXPECT_EQ(must(spool_acked(db(), "ids-1", "s-2")), 3U);
  EXPECT_EQ(must(spool_acked(db(), "ids-2", "s-1")), 0U);
  const auto absurd = put_spool_acked(db(), "ids-1", "s-1", ~std::uint64_t{0});
  ASSERT_FALSE(absurd);
  EXPECT_EQ(absurd.error().code, base::ErrorCode::kInvalid);
}

TEST_P(RedistributionsTest, TheAuditTrailIsListedNewestFirst) {
  for (int i = 1; i <= 3; ++i)
    must(add_audit(db(),
                   {0, at(i), "alice", "10.0.0.1", "approve", "R-" + std::to_string(i), nasty(), "planned", nasty()}));
  const auto page = must(list_audit(db(), {}, {2, 0}));
  ASSERT_EQ(page.items.size(), 2U);
  EXPECT_NE(page.next, 0);
  const auto& newest = page.items[0];
  EXPECT_GT(newest.number, 0);
  EXPECT_EQ(newest.at, at(3));
  EXPECT_EQ(newest.who + newest.from + newest.what + newest.subject, "alice10.0.0.1approveR-3");
  EXPECT_EQ(newest.detail, nasty());
  EXPECT_EQ(newest.before, "planned");
  EXPECT_EQ(newest.after, nasty());
  EXPECT_EQ(must(list_audit(db(), {}, {2, page.next})).items.size(), 1U);
}

TEST_P(RedistributionsTest, TheAuditTrailIsFiltered) {
  must(add_audit(db(), {0, at(1), "ann", "", "approved", "R-1", ""}));
  must(add_audit(db(), {0, at(2), "bob", "", "approved", "R-2", ""}));
  must(add_audit(db(), {0, at(3), "bob", "", "refused", "R-1", ""}));
  const auto count = [&](const AuditFilter& filter) { return must(list_audit(db(), filter, {10, 0})).items.size(); };
  EXPECT_EQ(count({"bob", "", "", {}}), 2U);
  EXPECT_EQ(count({"", "approved", "", {}}), 2U);
  EXPECT_EQ(count({"", "", "R-1", {}}), 2U);
  EXPECT_EQ(count({"", "", "", at(2)}), 2U);
  EXPECT_EQ(count({"bob", "approved", "R-1", {}}), 0U);
  EXPECT_EQ(count({}), 3U);
}

}  // namespace
}  // namespace redrive::central
