// Which packages must stay: each package here is named after what needs it, or does not.
#include "central/store/packages_needed.h"

#include <gmock/gmock.h>

#include "central/store/failures.h"
#include "central/store/inbox.h"
#include "central/store/jobs.h"
#include "central/store/tools.h"
#include "shared/base/digest.h"
#include "tests/contract/store/store_fixture.h"

namespace redrive::central {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

class PackagesNeeded : public StoreTest {
 protected:
  void job(const std::string& id, const std::vector<std::string>& states, std::uint64_t succeeded = 0) {
    JobRow row{0, id, "app", "alice", at(1), ""};
    must(put_job(db(), row));
    for (std::size_t i = 0; i < states.size(); ++i) {
      JobServerRow share{id, "ids-" + std::to_string(i + 1), states[i], 1, succeeded, 0, "", {}};
      share.order = {id, "app", share.server, {{"p", 1, base::digest_of(id)}}, {"dev-1"}, {}};
      must(put_job_server(db(), share));
    }
  }
  void fails(const std::string& server, const std::string& job) {
    must(put_failure(db(), {server, "", job, "disk_full", "", at(1), at(2), 1, "", "", ""}));
  }
  void redistribution(const std::string& state) {
    RedistributionRow row{0, "R-" + state, "J-gone", "ids-1", state, "", {}, at(1), "", "", "", 0, 0};
    row.plan.job = row.job, row.plan.server = row.server;
    row.plan.packages = {{"p", 1, base::digest_of(state)}};
    row.plan.digest = model::plan_digest(row.plan);
    must(put_redistribution(db(), row));
  }
  std::set<std::string> needed() { return must(packages_needed(*open(Access::kRead))); }
};
REDRIVE_ON_EVERY_STORE(PackagesNeeded);

TEST_P(PackagesNeeded, AreThoseOfJobsWithAShareThatHasNotEnded) {
  EXPECT_THAT(needed(), IsEmpty());
  job("queued", {"finished", "queued"});
  job("accepted", {"accepted", "cancelled"});
  job("waiting", {"waiting", "finished"});
  job("ended", {"finished", "refused", "cancelled", "no_report"});
  EXPECT_THAT(needed(),
              UnorderedElementsAre(base::digest_of("queued"), base::digest_of("accepted"), base::digest_of("waiting")));
}

TEST_P(PackagesNeeded, AreThoseOfJobsWithAnOpenFailureRecord) {
  job("failed", {"finished"});
  job("cleared", {"finished"});
  fails("ids-1", "failed");
  fails("ids-1", "cleared");
  fails("ids-1", "unknown here");
  const auto all = must(all_failures(db()));
  must(clear_failure(db(), {all[1], at(3), "it works"}));
  EXPECT_THAT(needed(), UnorderedElementsAre(base::digest_of("failed")));
}

TEST_P(PackagesNeeded, AServersRecordStandsForAllJobsThatHaveNotGotThroughOnIt) {
  job("one device is missing", {"finished"}, 0);
  job("all have it", {"finished"}, 1);
  EXPECT_THAT(needed(), IsEmpty());
  fails("ids-2", "");
  EXPECT_THAT(needed(), IsEmpty());
  fails("ids-1", "");
  EXPECT_THAT(needed(), UnorderedElementsAre(base::digest_of("one device is missing")));
}

TEST_P(PackagesNeeded, AnAlertNotYetDecidedMayBecomeARecord) {
  job("alerted", {"finished"});
  std::vector<InboxRow> rows(1);
  rows[0].alert.job = "alerted";
  must(append_alerts(db(), rows));
  EXPECT_THAT(needed(), UnorderedElementsAre(base::digest_of("alerted")));
  const AlertDecision decision{1, "unknown", "", "of nobody"};
  must(record_decisions(db(), {&decision, 1}));
  EXPECT_THAT(needed(), IsEmpty());
}

TEST_P(PackagesNeeded, AreThoseOfRedistributionsThatMayRunThoughTheJobIsForgotten) {
  for (const char* state :
       {"planned", "scheduled", "approved", "running", "finished", "refused", "expired", "rejected"})
    redistribution(state);
  EXPECT_THAT(needed(), UnorderedElementsAre(base::digest_of("planned"), base::digest_of("approved"),
                                             base::digest_of("running"), base::digest_of("scheduled")));
}

TEST_P(PackagesNeeded, AreTheToolsAndThoseOfPlansThatMayRun) {
  const auto manifest = [](const std::string& version) {
    return model::ToolManifest{version, "linux-x86_64", 1, 4, base::digest_of(version), std::string(128, '0')};
  };
  must(put_tool(db(), {manifest("1.4.0"), at(1), "ann", false}));
  for (const char* state : {"planned", "finished"}) {
    RedistributionRow row{0, std::string("R-") + state, "J-gone", "ids-1", state, "", {}, at(1), "", "", "", 0, 0};
    row.plan.job = row.job, row.plan.server = row.server;
    row.plan.wishes.tool = model::manifest_text(manifest(std::string("removed-") + state));
    row.plan.digest = model::plan_digest(row.plan);
    must(put_redistribution(db(), row));
  }
  EXPECT_THAT(needed(), UnorderedElementsAre(base::digest_of("1.4.0"), base::digest_of("removed-planned")));
  must(delete_tool(db(), base::digest_of("1.4.0")));
  EXPECT_THAT(needed(), UnorderedElementsAre(base::digest_of("removed-planned")));
}

TEST_P(PackagesNeeded, ADamagedOrderIsNamedAndNothingIsKnown) {
  job("whole", {"queued"});
  job("damaged", {"queued"});
  must(db().execute("UPDATE job_servers SET order_bytes = 'x' WHERE job = 'damaged'"));
  const auto unknown = packages_needed(db());
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, base::ErrorCode::kCorrupt);
  EXPECT_THAT(unknown.error().message, testing::HasSubstr("packages damaged needs"));
}

}  // namespace
}  // namespace redrive::central
