// Jobs, their share per server, outcomes.
#include "central/store/jobs.h"

#include "shared/base/digest.h"
#include "tests/contract/store/store_fixture.h"

namespace redrive::central {
namespace {

class JobsTest : public StoreTest {
 protected:
  JobRow put(const std::string& id, const std::string& key = "") {
    JobRow row{0, id, "app 2.3", "alice", at(1), key};
    must(put_job(db(), row));
    return row;
  }
  static JobServerRow share(const std::string& server) {
    model::JobOrder order{"J-1", "app 2.3", server, {{"app-2.3.deb", 12, base::digest_of("app")}}, {"dev-1", "dev-2"},
                          {}};
    order.parameters.install = {"dpkg", "-i", "{package}"};
    return {"J-1", server, "queued", 2, 0, 0, "", order};
  }
  static model::DeviceOutcome outcome(std::uint32_t run, std::int64_t second, model::DeviceState state) {
    return {"dev-1", state, "disk_full", nasty(), "app-2.3.deb", run, at(second)};
  }
};
REDRIVE_ON_EVERY_STORE(JobsTest);

void expect_equal(const JobRow& a, const JobRow& b) {
  EXPECT_EQ(std::tie(a.number, a.id, a.name, a.created_by, a.created_at, a.idempotency_key),
            std::tie(b.number, b.id, b.name, b.created_by, b.created_at, b.idempotency_key));
}

void expect_equal(const JobServerRow& a, const JobServerRow& b) {
  EXPECT_EQ(std::tie(a.job, a.server, a.state, a.devices, a.succeeded, a.failed, a.why, a.order, a.stopping),
            std::tie(b.job, b.server, b.state, b.devices, b.succeeded, b.failed, b.why, b.order, b.stopping));
}

TEST_P(JobsTest, AJobIsFoundByIdAndByTheKeyOfItsRequest) {
  const auto row = put("J-1", "key-1");
  put("J-2"), put("J-3");  // no key: no conflict
  reopen();
  expect_equal(*must(find_job(db(), "J-1")), row);
  expect_equal(*must(find_job_by_key(db(), "key-1")), row);
  EXPECT_FALSE(must(find_job_by_key(db(), "")));
  EXPECT_FALSE(must(find_job(db(), "J-9")));
}

TEST_P(JobsTest, OneKeyMakesOneJob) {
  put("J-1", "key-1");
  JobRow second{0, "J-2", "", "", at(1), "key-1"};
  const auto refused = put_job(db(), second);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::kConflict);
}

TEST_P(JobsTest, JobsAreListedNewestFirst) {
  for (int i = 1; i <= 5; ++i) put("J-" + std::to_string(i));
  int next = 6;
  const auto list = [&](const PageRequest& page) { return list_jobs(db(), {}, page); };
  const auto all = walk<JobRow>(list, 2, [&] { put("J-" + std::to_string(next++)); });
  ASSERT_EQ(all.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(all[i].id, "J-" + std::to_string(5 - i));
}

TEST_P(JobsTest, AJobStandsAsItsSharesDo) {
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{}, "queued"},
      {{"waiting", "queued"}, "queued"},
      {{"waiting", "finished"}, "running"},
      {{"accepted"}, "running"},
      {{"finished", "no_report", "refused"}, "no_report"},
      {{"cancelled", "finished", "refused"}, "finished"},
      {{"refused", "cancelled"}, "refused"},
      {{"cancelled", "cancelled"}, "cancelled"},
  };
  std::map<std::string, std::set<std::string>> by_state;
  for (const auto& [shares, state] : cases) {
    const std::string id = "J-" + std::to_string(by_state.size()) + fmt::format("{}", fmt::join(shares, "-"));
    put(id);
    for (std::size_t i = 0; i < shares.size(); ++i) {
      auto row = share("ids-" + std::to_string(i));
      row.job = id, row.state = shares[i];
      must(put_job_server(db(), row));
    }
    EXPECT_EQ(must(find_job(db(), id))->state, state) << id;
    by_state[state].insert(id);
  }
  for (const auto& [state, ids] : by_state) {
    std::set<std::string> listed;
    for (const auto& row : must(list_jobs(db(), {state, ""}, {})).items) {
      EXPECT_EQ(row.state, state);
      listed.insert(row.id);
    }
    EXPECT_EQ(listed, ids) << state;
  }
  EXPECT_EQ(must(list_jobs(db(), {"", "ids-2"}, {})).items.size(), 2U);
  EXPECT_EQ(must(list_jobs(db(), {"no_report", "ids-2"}, {})).items.size(), 1U);
}

TEST_P(JobsTest, AServersShareChangesButItsOrderIsFrozen) {
  put("J-1");
  JobServerRow row = share("ids-1");
  must(put_job_server(db(), row));
  must(put_job_server(db(), share("ids-0")));
  const auto order = row.order;
  row.state = "refused", row.succeeded = 1, row.failed = 1, row.devices = 3, row.why = nasty(), row.order = {};
  row.stopping = true;
  must(put_job_server(db(), row));
  row.order = order;
  reopen();
  expect_equal(*must(find_job_server(db(), "J-1", "ids-1")), row);
  const auto all = must(job_servers(db(), "J-1"));
  ASSERT_EQ(all.size(), 2U);
  expect_equal(all[0], share("ids-0"));
  expect_equal(all[1], row);
  EXPECT_FALSE(must(find_job_server(db(), "J-1", "ids-2")));
}

TEST_P(JobsTest, ADamagedOrderIsReportedWithItsPlace) {
  put("J-1");
  must(put_job_server(db(), share("ids-1")));
  must(db().execute("UPDATE job_servers SET order_bytes = 'rubbish'"));
  const auto read = job_servers(db(), "J-1");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, base::ErrorCode::kCorrupt);
  EXPECT_NE(read.error().message.find("ids-1"), std::string::npos);
}

TEST_P(JobsTest, TheNewestOutcomeStaysWhateverOrderTheyComeIn) {
  using model::DeviceState;
  struct Step {
    std::uint32_t run;
    std::int64_t second;
    DeviceState state;
    bool kept;
  };
  const std::vector<Step> steps = {
      {1, 10, DeviceState::kRunning, true},  {1, 20, DeviceState::kFailed, true},
      {1, 15, DeviceState::kRunning, false}, {2, 5, DeviceState::kRunning, true},  // the run counts first
      {1, 99, DeviceState::kFailed, false},  {2, 5, DeviceState::kSucceeded, true},
      {2, 5, DeviceState::kSucceeded, false}};  // told again
  model::DeviceOutcome newest;
  for (const auto& step : steps) {
    const auto given = outcome(step.run, step.second, step.state);
    EXPECT_EQ(must(put_outcome(db(), "J-1", "ids-1", given)), step.kept) << step.run << " " << step.second;
    if (step.kept) newest = given;
    EXPECT_EQ(must(outcomes(db(), "J-1", "ids-1")), (std::vector<model::DeviceOutcome>{newest}));
  }
}

TEST_P(JobsTest, OutcomesAreCountedByHowTheyStand) {
  using model::DeviceState;
  const std::vector<DeviceState> states = {DeviceState::kSucceeded, DeviceState::kFailed,    DeviceState::kFailed,
                                           DeviceState::kPending,   DeviceState::kCancelled, DeviceState::kRunning};
  for (std::size_t i = 0; i < states.size(); ++i) {
    auto given = outcome(1, 1, states[i]);
    given.device = "dev-" + std::to_string(i);
    must(put_outcome(db(), "J-1", "ids-1", given));
    must(put_outcome(db(), "J-1", "ids-1", given));  // a repeat
  }
  const auto counts = must(count_outcomes(db(), "J-1", "ids-1"));
  EXPECT_EQ(counts.succeeded, 1U);
  EXPECT_EQ(counts.failed, 2U);
  EXPECT_EQ(counts.other, 3U);
  EXPECT_EQ(must(outcomes(db(), "J-1", "ids-1")).size(), states.size());
  EXPECT_TRUE(must(outcomes(db(), "J-2", "ids-1")).empty());
}

TEST_P(JobsTest, OneOutcomeIsFoundByItsDevice) {
  const auto kept = outcome(1, 5, model::DeviceState::kFailed);
  EXPECT_TRUE(must(put_outcome(db(), "J-1", "ids-1", kept)));
  EXPECT_EQ(must(find_outcome(db(), "J-1", "ids-1", "dev-1")), kept);
  EXPECT_FALSE(must(find_outcome(db(), "J-1", "ids-1", "dev-2")));
  EXPECT_FALSE(must(find_outcome(db(), "J-1", "ids-2", "dev-1")));
}

TEST_P(JobsTest, AnOutcomeWithoutATimeGivesWayToAnyReportAndComesAfterNone) {
  auto stand_in = outcome(1, 0, model::DeviceState::kFailed);
  stand_in.at = base::UtcTime{};
  EXPECT_TRUE(must(put_outcome(db(), "J-1", "ids-1", stand_in)));
  EXPECT_FALSE(must(put_outcome(db(), "J-1", "ids-1", stand_in)));
  const auto reported = outcome(1, -86'400, model::DeviceState::kSucceeded);
  EXPECT_TRUE(must(put_outcome(db(), "J-1", "ids-1", reported)));
  EXPECT_FALSE(must(put_outcome(db(), "J-1", "ids-1", stand_in)));
  EXPECT_EQ(must(outcomes(db(), "J-1", "ids-1")), std::vector{reported});
}

TEST_P(JobsTest, OpenWorkIsWhatAgentsHaveOrShouldHaveInHand) {
  put("J-1");
  for (const auto* state : {"queued", "accepted", "finished", "refused", "cancelled", "no_report"}) {
    JobServerRow row = share(std::string("ids-") + state);
    row.state = state;
    must(put_job_server(db(), row));
  }
  for (const auto* state : {"planned", "approved", "running", "finished", "no_report"}) {
    RedistributionRow row;
    row.id = std::string("R-") + state, row.job = "J-1", row.server = "ids-0", row.state = state;
    must(put_redistribution(db(), row));
  }
  auto open = must(open_work(db()));
  std::sort(open.begin(), open.end());
  const std::vector<OpenWork> expected{{"ids-0", "J-1", "R-approved", true},
                                       {"ids-0", "J-1", "R-running", true},
                                       {"ids-accepted", "J-1", "", false},
                                       {"ids-queued", "J-1", "", false}};
  EXPECT_EQ(open, expected);
}

}  // namespace
}  // namespace redrive::central
