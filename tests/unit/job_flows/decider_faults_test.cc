// A store that fails: at each step, for one request alone, while the state is read anew; and when it works again.
#include "central/store/failures.h"
#include "central/store/jobs.h"
#include "shared/base/digest.h"
#include "tests/unit/job_flows/decider_world.h"

namespace redrive::central::test {
namespace {

using base::ErrorCode;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

StartJob job(const std::string& key = "") {
  StartJob request{{"ann", ""}, key, "app", {{"app.deb", 3, base::digest_of("app")}}, {{"ids-1", {}}}, {}};
  request.parameters.install = {"true"};
  return request;
}

class FullDisk : public testing::TestWithParam<std::string> {};

TEST_P(FullDisk, CostsTheBatchAndNothingAfterIt) {
  DeciderWorld world;
  Answers answers;
  int told = 0;
  world.flow.command_waiting = [&](const std::string&) { ++told; };
  world.db->fail_on(GetParam(), ErrorCode::kNoSpace);
  world.decider.post(submit("a-1"), answers.note<SubmitAlerts::Reply>("first"));
  world.decider.post(job(), answers.note<StartJob::Reply>("job"));
  world.decider.post(submit("a-2"), answers.note<SubmitAlerts::Reply>("last"));
  world.decider.start();
  while (answers.all().size() < 3) std::this_thread::yield();
  EXPECT_THAT(answers.all(), SizeIs(3));
  EXPECT_THAT(answers.all(), Each(HasSubstr("made to fail")));
  EXPECT_THAT(world.stored(), IsEmpty());
  EXPECT_EQ(told, 0) << "the acts of a lost commit are not done";

  world.db->heal();
  for (const auto* id : {"a-1", "a-2"}) {
    const auto taken = world.decider.ask(submit(id));
    ASSERT_TRUE(taken) << taken.error().message;
    EXPECT_EQ(taken->accepted, 1U) << "what was not committed is no repeat";
  }
  EXPECT_TRUE(world.decider.ask(job()));
  EXPECT_EQ(world.decider.ask(submit("a-1"))->repeated, 1U);
  world.decider.stop();
  EXPECT_THAT(answers.all(), SizeIs(3)) << "each is answered once";
  EXPECT_THAT(world.stored(), ElementsAre("a-1", "a-2"));
  EXPECT_EQ(list_jobs(*world.reader(), {}, {}).value().items.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(AtEachStep, FullDisk,
                         testing::Values("BEGIN", "SAVEPOINT request", "INSERT INTO inbox", "INSERT INTO jobs",
                                         "INSERT INTO commands", "INSERT INTO audit", "RELEASE", "COMMIT"),
                         [](const auto& one) {
                           std::string name = one.param;
                           std::erase(name, ' ');
                           return name;
                         });

TEST(LastCommit, IsBadUntilTheStoreTakesSomethingWhichNobodyNeedsToSend) {
  DeciderWorld world;
  world.decider.start();
  EXPECT_TRUE(world.decider.last_commit());
  world.db->fail_on("COMMIT", ErrorCode::kNoSpace);
  EXPECT_FALSE(world.decider.ask(submit("a-1")));
  const auto lost = world.decider.last_commit();
  ASSERT_FALSE(lost);
  EXPECT_THAT(lost.error().message, HasSubstr("made to fail"));
  world.db->heal();
  while (!world.decider.last_commit()) {
    world.clock.advance(Decider::kRetryStore);
    world.decider.wake();
  }
}

class OneBadRequest : public testing::TestWithParam<ErrorCode> {};

TEST_P(OneBadRequest, CostsOnlyItself) {
  DeciderWorld world;
  Answers answers;
  int told = 0;
  world.flow.command_waiting = [&](const std::string&) { ++told; };
  world.db->fail_on("INSERT INTO audit", GetParam());  // after it has written its rows
  world.decider.post(submit("a-1"), answers.note<SubmitAlerts::Reply>("first"));
  world.decider.post(job(), answers.note<StartJob::Reply>("job"));
  world.decider.post(submit("a-2"), answers.note<SubmitAlerts::Reply>("last"));
  world.decider.start();
  world.decider.stop();
  EXPECT_THAT(answers.all(), ElementsAre("first well", HasSubstr("job made to fail"), "last well"));
  EXPECT_THAT(world.stored(), ElementsAre("a-1", "a-2"));
  EXPECT_EQ(told, 0);
  EXPECT_THAT(list_jobs(*world.reader(), {}, {}).value().items, IsEmpty());
  EXPECT_THAT(commands_for(*world.reader(), "ids-1").value(), IsEmpty());
}

TEST_P(OneBadRequest, LeavesWhatThoseBesideItHaveTakenKnown) {
  DeciderWorld world;
  Answers answers;
  world.db->fail_on("INSERT INTO audit", GetParam());
  world.decider.post(submit("a-1"), answers.note<SubmitAlerts::Reply>(""));
  world.decider.post(job(), answers.note<StartJob::Reply>(""));
  world.decider.start();
  const auto again = world.decider.ask(submit("a-1"));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->repeated, 1U);
  world.wait_until_decided();
  world.decider.stop();
  EXPECT_EQ(all_failures(*world.reader()).value().at(0).count, 1U);
}

INSTANTIATE_TEST_SUITE_P(HoweverItFails, OneBadRequest,
                         testing::Values(ErrorCode::kConflict, ErrorCode::kCorrupt, ErrorCode::kFailed),
                         [](const auto& one) { return std::to_string(static_cast<int>(one.param)); });

TEST(DeciderFaults, NothingIsHandledOnAStateThatCouldNotBeRead) {
  DeciderWorld world;
  world.db->fail_on("COMMIT", ErrorCode::kNoSpace);
  world.decider.start();
  EXPECT_FALSE(world.decider.ask(submit("a-1")));
  world.db->fail_on("FROM failures", ErrorCode::kFailed);  // read when the state is
  EXPECT_EQ(world.decider.ask(submit("a-2")).error().message, "made to fail at FROM failures");
  EXPECT_THAT(world.stored(), IsEmpty());
  world.db->heal();
  EXPECT_TRUE(world.decider.ask(submit("a-3")));
}

TEST(DeciderFaults, DecisionsThatFailRestWhileRequestsGoOn) {
  DeciderWorld world;
  world.db->fail_on("INSERT INTO decisions", ErrorCode::kFailed);
  world.decider.start();
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(world.decider.ask(submit(fmt::format("a-{}", i))));
  EXPECT_EQ(world.db->tried("INSERT INTO decisions"), 1U) << "not once for each batch: that would starve the requests";
  world.db->heal();
  world.clock.advance(Decider::kRetryStore);
  world.decider.wake();
  world.wait_until_decided();
  world.decider.stop();
  EXPECT_EQ(all_failures(*world.reader()).value().at(0).count, 20U);
}

}  // namespace
}  // namespace redrive::central::test
