// The deciding thread: batches, answers, what goes on beside them, and how it ends.
#include <future>

#include "central/store/received_mail.h"
#include "central/store/tickets.h"
#include "shared/base/digest.h"
#include "tests/unit/job_flows/decider_world.h"

namespace redrive::central::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(DeciderTest, AnswersOnceWhatIsCommitted) {
  DeciderWorld world;
  std::vector<std::size_t> seen;  // by another connection at the time of each answer
  const auto look = [&](const base::Result<SubmitAlerts::Reply>& taken) {
    EXPECT_TRUE(taken);
    seen.push_back(world.stored().size());
  };
  for (int i = 1; i <= 3; ++i) EXPECT_TRUE(world.decider.post(submit(fmt::format("a-{}", i)), look));
  world.decider.start();
  world.decider.stop();
  EXPECT_THAT(seen, ElementsAre(3U, 3U, 3U)) << "one commit for the batch, and the answers after it";
}

TEST(DeciderTest, DoesTheActsOfACommitBeforeItsAnswers) {
  DeciderWorld world;
  std::vector<std::string> order;
  world.flow.command_waiting = [&](const std::string& agent) { order.push_back("told " + agent); };
  StartJob job{{"ann", ""}, "", "app", {{"app.deb", 3, base::digest_of("app")}}, {{"ids-1", {}}}, {}};
  job.parameters.install = {"true"};
  EXPECT_TRUE(world.decider.post(job, [&](const auto& started) { order.push_back(started ? "answered" : "failed"); }));
  world.decider.start();
  world.decider.stop();
  EXPECT_THAT(order, ElementsAre("told ids-1", "answered"));
}

TEST(DeciderTest, DecidesBetweenTheBatchesOfAFlood) {
  DeciderWorld world;
  Answers answers;
  for (std::size_t i = 0; i < 4 * Decider::kBatch; ++i)
    ASSERT_TRUE(world.decider.post(submit(fmt::format("a-{}", i)), answers.note<SubmitAlerts::Reply>("")));
  world.decider.start();
  world.decider.stop();
  // Each batch is one SAVEPOINT a request; the first decisions come before the second batch.
  const auto statements = world.db->seen();
  std::size_t requests = 0;
  for (const auto& sql : statements) {
    if (sql.find("INSERT INTO decisions") != sql.npos) break;
    requests += sql.find("SAVEPOINT request") == 0;
  }
  EXPECT_EQ(requests, Decider::kBatch);
  EXPECT_THAT(answers.all(), SizeIs(4 * Decider::kBatch));
}

TEST(DeciderTest, DeletesOldMailOnceAnHourAndBatchByBatch) {
  DeciderWorld world;
  world.clock.advance(std::chrono::hours(24 * 400));
  for (std::size_t i = 0; i < 3 * kForgottenAtOnce + 1; ++i) {
    ReceivedMail mail;
    mail.source = "token", mail.state = ReceivedState::kNote;
    ASSERT_TRUE(put_received(*world.db, mail));
  }
  const auto left = [&] { return list_received(*world.reader(), "", {1000, 0}).value().items.size(); };
  world.decider.start();
  ASSERT_TRUE(world.decider.ask(submit("a-1")));
  ASSERT_TRUE(world.decider.ask(submit("a-2")));
  EXPECT_EQ(left(), 3 * kForgottenAtOnce + 1);
  world.clock.advance(Decider::kForgetEvery);
  world.decider.wake();
  while (left() > 1) std::this_thread::yield();
  world.decider.stop();
  EXPECT_GE(world.db->tried("INSERT INTO forgotten_mail"), 3 * kForgottenAtOnce);
}

TEST(DeciderTest, OldMailThatCannotBeDeletedKeepsNothingElse) {
  DeciderWorld world;
  world.db->fail_on("forgotten_mail", base::ErrorCode::kCorrupt);
  world.decider.start();
  world.clock.advance(Decider::kForgetEvery);
  world.decider.wake();
  while (world.db->tried("forgotten_mail") == 0) std::this_thread::yield();
  ASSERT_TRUE(world.decider.ask(submit("a-1")));
  world.wait_until_decided();
  world.decider.stop();
  EXPECT_EQ(world.db->tried("forgotten_mail"), 1U) << "not again and again";
}

TEST(DeciderTest, AFullQueueRefusesAndWhatItHoldsIsAnsweredOnce) {
  DeciderWorld world;
  Answers answers;
  for (std::size_t i = 0; i < Decider::kQueue; ++i)
    ASSERT_TRUE(world.decider.post(CommandsFor{"ids-1"}, answers.note<CommandsFor::Reply>("")));
  EXPECT_FALSE(world.decider.post(CommandsFor{"ids-1"}, answers.note<CommandsFor::Reply>("refused")));
  EXPECT_EQ(world.decider.ask(CommandsFor{"ids-1"}).error().code, base::ErrorCode::kUnavailable);
  EXPECT_EQ(world.decider.queued(), Decider::kQueue);
  world.decider.start();
  world.decider.stop();
  EXPECT_THAT(answers.all(), SizeIs(Decider::kQueue));
  EXPECT_THAT(answers.all(), testing::Each(" well"));
}

TEST(DeciderTest, AfterStopNothingIsTaken) {
  DeciderWorld world;
  world.decider.start();
  world.decider.stop();
  EXPECT_FALSE(world.decider.post(CommandsFor{"ids-1"}, [](const auto&) { FAIL(); }));
  EXPECT_EQ(world.decider.ask(CommandsFor{"ids-1"}).error().code, base::ErrorCode::kUnavailable);
  world.decider.stop();
}

TEST(DeciderTest, AnAnswerMayAskAgain) {
  DeciderWorld world;
  std::promise<void> done;
  world.decider.start();
  world.decider.post(submit("a-1"), [&](const auto&) {
    EXPECT_TRUE(world.decider.post(submit("a-2"), [&](const auto&) { done.set_value(); }));
  });
  done.get_future().get();
  EXPECT_THAT(world.stored(), ElementsAre("a-1", "a-2"));
}

TEST(DeciderTest, IsWokenForAClockThatWasMoved) {
  auto options = company();
  options.thresholds.limit = 0;
  options.thresholds.hold = 10s;
  DeciderWorld world(options);
  std::promise<void> mailed;
  world.flow.mail_waiting = [&] { mailed.set_value(); };
  world.decider.start();
  ASSERT_TRUE(world.decider.ask(submit("a-1")));
  world.wait_until_decided();
  EXPECT_EQ(count_open_tickets(*world.reader()).value(), 0U);
  world.clock.advance(10s);
  world.decider.wake();
  mailed.get_future().get();
  world.decider.stop();
  EXPECT_EQ(count_open_tickets(*world.reader()).value(), 1U);
}

TEST(DeciderTest, WhatWasLeftUndecidedIsDecidedAtTheNextStart) {
  DeciderWorld world;
  world.db->fail_on("INSERT INTO decisions", base::ErrorCode::kNoSpace);
  world.decider.start();
  ASSERT_TRUE(world.decider.ask(submit("a-1")));
  world.decider.stop();
  world.db->heal();
  ASSERT_TRUE(load_state(world.flow));
  Decider next(world.flow);
  next.start();
  world.wait_until_decided();
  next.stop();
}

}  // namespace
}  // namespace redrive::central::test
