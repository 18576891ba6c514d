// Journey 3 up to the agent's answer: asked for, frozen, queued, acknowledged.
#include "tests/unit/job_flows/job_world.h"

namespace redrive::central::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Distribution, IsFrozenIntoOneOrderPerServer) {
  JobWorld world;
  const auto job = world.start({{"ids-*", {"dev-?-1", "dev-1-2"}}});
  EXPECT_THAT(world.told, ElementsAre("ids-1", "ids-2"));
  const auto command = world.only_command<wire::Distribute>("ids-1");
  EXPECT_EQ(command.command, "distribute/" + job);
  EXPECT_THAT(command.order.devices, ElementsAre("dev-1-1", "dev-1-2"));
  EXPECT_EQ(command.order, world.share(job).order);
  EXPECT_THAT(world.only_command<wire::Distribute>("ids-2").order.devices, ElementsAre("dev-2-1"));
  EXPECT_EQ(world.share(job).state, "queued");
  EXPECT_EQ(world.share(job).devices, 2U);
  EXPECT_THAT(world.audit(), ElementsAre("ann distribute " + job));
  world.restart();
  EXPECT_EQ(world.only_command<wire::Distribute>("ids-1"), command) << "what waits survives a restart";
}

TEST(Distribution, TheSameKeyStartsItOnce) {
  JobWorld world;
  auto request = world.job();
  request.idempotency_key = "key-1";
  const auto first = world.must(request), again = world.must(request);
  EXPECT_EQ(first.job, again.job);
  EXPECT_FALSE(first.repeated);
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(world.waiting().size(), 1U);
  request.idempotency_key = "";
  EXPECT_NE(world.must(request).job, world.must(request).job) << "without a key each is its own";
}

TEST(Distribution, ARepeatNamesTheRolloutAsTheFirstAnswerDid) {
  JobWorld world;
  auto request = world.job();
  request.idempotency_key = "key-1";
  request.waves = RolloutPolicy{.canary = 1, .wave = 1};
  const auto first = world.must(request), again = world.must(request);
  EXPECT_THAT(first.rollout, testing::StartsWith("RO-"));
  EXPECT_EQ(again.rollout, first.rollout);
  EXPECT_EQ(again.job, first.job);
  EXPECT_TRUE(again.repeated);
}

TEST(Distribution, OneThatCannotBeResolvedLeavesNothing) {
  JobWorld world;
  EXPECT_FALSE(world.ask(world.job({{"ids-1", {}}, {"ids-9", {}}})));
  EXPECT_THAT(world.waiting(), IsEmpty());
  EXPECT_THAT(world.audit(), IsEmpty());
  EXPECT_THAT(list_jobs(world.db(), {}, {}).value().items, IsEmpty());
}

TEST(DistributionAck, TakesTheOrderAndEndsTheWaiting) {
  JobWorld world;
  const auto job = world.start();
  world.ack("ids-1", "distribute/" + job);
  EXPECT_EQ(world.share(job).state, "accepted");
  EXPECT_THAT(world.waiting(), IsEmpty());
  EXPECT_THAT(world.inbox(), IsEmpty());
}

TEST(DistributionAck, ARepeatChangesNothingWhateverItSays) {
  JobWorld world;
  const auto job = world.taken();
  world.ack("ids-1", "distribute/" + job, false, "changed my mind");
  EXPECT_EQ(world.share(job).state, "accepted");
  EXPECT_THAT(world.inbox(), IsEmpty());
}

TEST(DistributionAck, OfAnotherAgentOrOfNothingChangesNothing) {
  JobWorld world;
  const auto job = world.start();
  world.ack("ids-2", "distribute/" + job);
  world.ack("ids-1", "distribute/J-unknown");
  world.ack("ids-1", "cancel/" + job);
  EXPECT_FALSE(world.ask(TakeCommandAck{"ids-1", {"rubbish", true, ""}}));
  EXPECT_EQ(world.share(job).state, "queued");
  EXPECT_EQ(world.waiting().size(), 1U);
}

TEST(DistributionAck, ARefusalIsAnAlertOfTheServer) {
  JobWorld world;
  const auto job = world.start();
  world.ack("ids-1", "distribute/" + job, false, "the disk\x01 is \xff gone");
  EXPECT_EQ(world.share(job).state, "refused");
  EXPECT_EQ(world.share(job).why, "the disk  is \xef\xbf\xbd gone");
  const auto alerts = world.inbox();
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].source, model::AlertSource::kCentral);
  EXPECT_EQ(alerts[0].alert.server, "ids-1");
  EXPECT_EQ(alerts[0].alert.device, "");
  EXPECT_EQ(alerts[0].alert.job, job);
  EXPECT_EQ(alerts[0].alert.failure_type, "configuration");
  EXPECT_THAT(alerts[0].alert.message, HasSubstr("refused the order: the disk"));
}

TEST(Commands, WaitInTheOrderTheyWereGiven) {
  JobWorld world;
  const auto first = world.start(), second = world.start();
  EXPECT_THAT(world.waiting_ids(), ElementsAre("distribute/" + first, "distribute/" + second));
  world.ack("ids-1", "distribute/" + first);
  EXPECT_THAT(world.waiting_ids(), ElementsAre("distribute/" + second));
}

}  // namespace
}  // namespace redrive::central::test
