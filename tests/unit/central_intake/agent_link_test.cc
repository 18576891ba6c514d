// What a known agent says and is told: spool, commands, packages, questions.
#include "tests/unit/central_intake/link_world.h"

namespace redrive::central::test {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Link : public testing::Test {
 protected:
  void start() { world.core.decider.start(); }
  std::string start_job(const std::string& server = "ids-1") {
    return world.core.decider.ask(job_for(server)).value().job;
  }
  std::future<base::Result<wire::Message>> call(const std::string& agent, wire::Message message,
                                                base::Micros deadline = 1h) {
    return std::async(std::launch::async,
                      [this, agent, message, deadline] { return world.agents.call(agent, message, deadline); });
  }
  LinkWorld world;
};

// ---- spool

TEST_F(Link, ASpoolIsAcknowledgedWhenItIsDurable) {
  start();
  TestAgent agent(world);
  agent.arrive();
  agent.say(batch_of(1, {"a-1", "a-2"}));
  EXPECT_EQ(agent.hear<wire::SpoolAck>(), (wire::SpoolAck{"S-1", 2}));
  EXPECT_THAT(world.core.stored(), ElementsAre("a-1", "a-2"));
  agent.say(batch_of(1, {"a-1", "a-2"}));
  EXPECT_EQ(agent.hear<wire::SpoolAck>().through, 2U) << "a repeat is acknowledged again";
  EXPECT_EQ(world.core.stored().size(), 2U);
}

// An agent's spool must not stop at an item that is wrong: what can be kept of it is kept, decided, and acknowledged.
TEST_F(Link, BadAlertsAreStoredDecidedAndAcknowledged) {
  start();
  TestAgent agent(world);
  agent.arrive();
  const auto good = submit("good").alerts[0];
  std::vector<model::Alert> bad(7, good);
  bad[0].message = "\xff\xfe no space left \xed\xa0\x80";
  bad[1].message = std::string(2 * model::kMaxMessage, 'x') + " no space left";
  bad[2].location = "two\nlines " + std::string(10 * 1024, 'q');
  bad[3].occurred_at = base::parse_rfc3339("2099-01-01T00:00:00Z").value();
  bad[4].occurred_at = base::parse_rfc3339("2025-01-01T00:00:00Z").value();
  bad[5].server = bad[5].device = bad[5].message = bad[5].failure_type = "";
  bad[6].device = "two\nlines";
  wire::SpoolBatch batch{"S-1", 1, {}};
  for (std::size_t i = 0; i < bad.size(); ++i) {
    bad[i].id = "bad-" + std::to_string(i);
    batch.items.emplace_back(bad[i]);
  }
  batch.items.emplace_back(good);
  agent.say(batch);
  EXPECT_EQ(agent.hear<wire::SpoolAck>().through, 8U);
  world.core.wait_until_decided();
  AlertFilter oldest_first;
  oldest_first.oldest_first = true;
  const auto page = list_alerts(*world.core.reader(), oldest_first, {1000, 0}).value();
  ASSERT_EQ(page.items.size(), 8U);
  const auto& of = page.items;
  EXPECT_EQ(of[0].row.alert.message, "\uFFFD\uFFFD no space left \uFFFD\uFFFD\uFFFD");
  EXPECT_LE(of[1].row.alert.message.size(), model::kMaxMessage);
  EXPECT_EQ(of[2].row.alert.location.size(), model::kMaxLocation);
  EXPECT_THAT(of[3].decision.reason, HasSubstr("2099-01-01T00:00:00Z, after its arrival"));
  EXPECT_THAT(of[4].decision.reason, HasSubstr("2025-01-01T00:00:00Z, more than seven days before its arrival"));
  EXPECT_EQ(of[5].row.alert.server, "ids-1") << "who sent it";
  EXPECT_EQ(of[5].decision.failure_type, "unknown");
  EXPECT_THAT(of[6].row.alert.message, HasSubstr("could not be read: \"device\" holds a control character\nno space"));
  for (const auto i : {0U, 1U, 2U, 3U, 4U, 7U}) EXPECT_EQ(of[i].decision.failure_type, "disk_full") << i;
}

TEST_F(Link, WhatCouldNotBeStoredIsNotAcknowledgedUntilItCan) {
  start();
  TestAgent agent(world);
  agent.arrive();
  world.core.db->fail_on("COMMIT", ErrorCode::kNoSpace);
  agent.say(batch_of(1, {"a-1"}));
  world.until([&] { return world.core.db->tried("INSERT INTO inbox") > 0; });
  EXPECT_FALSE(world.core.decider.ask(CommandsFor{"ids-1"})) << "the batch has been answered";
  world.taken();
  EXPECT_EQ(agent.count<wire::SpoolAck>(), 0U);
  world.core.db->heal();
  agent.say(batch_of(1, {"a-1"}));
  EXPECT_EQ(agent.hear<wire::SpoolAck>().through, 1U);
  EXPECT_THAT(world.core.stored(), ElementsAre("a-1"));
}

TEST_F(Link, RepeatsOfABatchUnderWayDoNotPileUp) {
  TestAgent agent(world);
  agent.arrive();  // the deciding thread does not run yet
  EXPECT_EQ(world.core.decider.queued(), 1U) << "its commands are asked for";
  for (int i = 0; i < 5; ++i) agent.say(batch_of(1, {"a-1"}));
  EXPECT_EQ(world.core.decider.queued(), 2U);
  start();
  EXPECT_EQ(agent.hear<wire::SpoolAck>().through, 1U);
  agent.say(batch_of(2, {"a-2"}));
  EXPECT_EQ(agent.hear<wire::SpoolAck>().through, 2U);
}

TEST_F(Link, OneAgentCannotFillTheQueueAllShare) {
  TestAgent flood(world), other(world, "ids-2");
  flood.arrive(), other.arrive();
  for (std::size_t i = 0; i < 3 * Peer::kMaxInFlight; ++i) flood.say(wire::CommandAck{"run/R-1", true, ""});
  EXPECT_LE(world.core.decider.queued(), Peer::kMaxInFlight + 1);
  other.say(batch_of(1, {"a-1"}));
  start();
  other.hear<wire::SpoolAck>();
  flood.say(batch_of(1, {"a-2"}));
  flood.hear<wire::SpoolAck>();  // served again when what it asked is worked off
}

// ---- commands

TEST_F(Link, CommandsWaitForTheirAgentAndAreSentAsTheyCome) {
  start();
  const auto first = start_job();
  TestAgent agent(world);
  agent.arrive();
  EXPECT_EQ(agent.hear<wire::Distribute>().order.job, first);
  const auto second = start_job();
  EXPECT_EQ(agent.hear<wire::Distribute>().order.job, second);
  world.core.decider.ask(CommandsFor{"ids-1"}).value();
  world.taken();
  EXPECT_EQ(agent.count<wire::Distribute>(), 0U) << "the first is not sent again with the second";
}

TEST_F(Link, AcknowledgedCommandsAreNotSentAgain) {
  start();
  const auto job = start_job();
  {
    TestAgent agent(world);
    agent.arrive();
    agent.say(wire::CommandAck{agent.hear<wire::Distribute>().command, true, ""});
    world.until([&] { return world.core.decider.ask(CommandsFor{"ids-1"})->commands.empty(); });
    agent.say(wire::CommandAck{"distribute/" + job, true, ""});  // twice is well
  }
  EXPECT_EQ(find_job_server(*world.core.reader(), job, "ids-1").value()->state, "accepted");
}

TEST_F(Link, ACommandIsRepeatedWithinAConnectionEverMoreSeldom) {
  start();
  const auto job = start_job();
  TestAgent agent(world);
  agent.arrive();
  agent.hear<wire::Distribute>();  // and lost by the agent
  world.core.clock.advance(Peer::kFirstRepeat);
  EXPECT_EQ(agent.hear<wire::Distribute>().order.job, job);
  world.core.clock.advance(Peer::kFirstRepeat);
  agent.hear<wire::Heartbeat>();  // it was looked after, and nothing was due
  EXPECT_EQ(agent.count<wire::Distribute>(), 0U);
  world.core.clock.advance(Peer::kFirstRepeat);
  EXPECT_EQ(agent.hear<wire::Distribute>().order.job, job);
}

TEST_F(Link, ANewConnectionGetsEverythingThatWaits) {
  start();
  const auto job = start_job();
  TestAgent agent(world);
  agent.arrive();
  agent.hear<wire::Distribute>();
  TestAgent again(world, "ids-1", agent.key);
  again.arrive();
  EXPECT_EQ(again.hear<wire::Distribute>().order.job, job);
}

TEST(SlowLink, MessagesWaitInOrderForAnAgentThatReadsSlowly) {
  LinkWorld world(1);  // one frame under way at a time
  world.core.decider.start();
  std::vector<std::string> jobs;
  for (int i = 0; i < 6; ++i) jobs.push_back(world.core.decider.ask(job_for("ids-1"))->job);
  TestAgent agent(world);
  agent.arrive();
  for (const auto& job : jobs) EXPECT_EQ(agent.hear<wire::Distribute>().order.job, job);
}

// ---- packages

TEST_F(Link, ChunksAreReadAndErrorsTold) {
  start();
  const std::string content = "the content", digest = base::digest_of(content);
  auto writer = world.packages.receive(digest, content.size());
  ASSERT_TRUE(writer && writer->append(content) && writer->commit());
  TestAgent agent(world);
  agent.arrive();
  agent.say(wire::ChunkRequest{digest, 4, 100}, 7);
  const auto chunk = agent.hear_envelope<wire::Chunk>();
  EXPECT_EQ(chunk.re, 7U);
  EXPECT_EQ(std::get<wire::Chunk>(chunk.message).bytes, "content");
  agent.say(wire::ChunkRequest{base::digest_of("unknown"), 0, 4}, 8);
  const auto error = agent.hear_envelope<wire::ErrorReply>();
  EXPECT_EQ(error.re, 8U);
  EXPECT_EQ(std::get<wire::ErrorReply>(error.message).code, ErrorCode::kNotFound);
}

// ---- approval at the server

TEST_F(Link, AnApprovalIsAnsweredWithItsNumber) {
  start();
  TestAgent agent(world);
  agent.arrive();
  model::Plan plan;
  plan.job = "J-1", plan.server = "ids-1", plan.devices = {{"dev-1-1", "never started"}};
  plan.digest = model::plan_digest(plan);
  agent.say(wire::ApprovalRequest{plan, "root"}, 9);
  const auto granted = agent.hear_envelope<wire::ApprovalReply>();
  EXPECT_EQ(granted.re, 9U);
  EXPECT_TRUE(std::get<wire::ApprovalReply>(granted.message).granted);
  plan.server = "ids-2";
  agent.say(wire::ApprovalRequest{plan, "root"}, 10);
  EXPECT_FALSE(agent.hear<wire::ApprovalReply>().granted);
}

TEST_F(Link, AnApprovalThatCannotBeAskedForIsAnErrorAtOnce) {
  TestAgent agent(world);
  agent.arrive();
  for (unsigned i = 0; i < Peer::kMaxInFlight; ++i) agent.say(wire::CommandAck{"run/R-1", true, ""});
  agent.say(wire::ApprovalRequest{{}, "root"}, 9);
  const auto error = agent.hear_envelope<wire::ErrorReply>();
  EXPECT_EQ(error.re, 9U);
  EXPECT_EQ(std::get<wire::ErrorReply>(error.message).code, ErrorCode::kUnavailable);
}

// ---- questions

TEST_F(Link, ACallGetsTheAnswerOrTheAgentsError) {
  start();
  TestAgent agent(world), other(world, "ids-2");
  agent.arrive(), other.arrive();
  auto asked = call("ids-1", wire::DumpRequest{"J-1"});
  const auto request = agent.hear_envelope<wire::DumpRequest>();
  EXPECT_NE(request.id, 0U);
  wire::DumpReply reply;
  reply.order.job = "J-1";
  other.say(wire::DumpReply{}, 0, request.id);  // it was not asked
  agent.say(reply, 0, request.id);
  const auto answer = asked.get();
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(std::get<wire::DumpReply>(*answer), reply);
  EXPECT_EQ(world.rejected(), 1U);

  auto refused = call("ids-1", wire::PlanRequest{"J-2", 1h});
  agent.say(wire::ErrorReply{ErrorCode::kNotFound, "no such job"}, 0, agent.hear_envelope<wire::PlanRequest>().id);
  EXPECT_EQ(refused.get().error().code, ErrorCode::kNotFound);
}

TEST_F(Link, ACallEndsByItsDeadlineAndALateAnswerIsOnlyCounted) {
  start();
  TestAgent agent(world);
  agent.arrive();
  EXPECT_EQ(world.agents.call("ids-9", wire::DumpRequest{"J-1"}, 1h).error().code, ErrorCode::kUnavailable);
  const auto late = world.agents.call("ids-1", wire::DumpRequest{"J-1"}, base::Micros{1});
  EXPECT_THAT(late.error().message, HasSubstr("did not answer within"));
  agent.say(wire::DumpReply{}, 0, agent.hear_envelope<wire::DumpRequest>().id);
  world.until([&] { return world.rejected() == 1; });
}

TEST_F(Link, CallsToManyEndTogetherAndTheSilentCostTheOthersNothing) {
  start();
  TestAgent first(world), second(world, "ids-2");
  first.arrive(), second.arrive();
  auto asked = std::async(std::launch::async, [&] {
    const wire::Message request = wire::DumpRequest{"J-1"};
    return world.agents.call_all({{"ids-1", request}, {"ids-9", request}, {"ids-2", request}}, 1h);
  });
  first.hear<wire::DumpRequest>();
  wire::DumpReply reply;
  reply.order.job = "J-1";
  const auto id = second.hear_envelope<wire::DumpRequest>().id;
  second.say(reply, 0, id);
  second.say(reply, 0, id);  // nobody waits for it any more: the first was taken
  world.until([&] { return world.rejected() == 1; });
  world.agents.end_calls("central is stopping");
  const auto answers = asked.get();
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_EQ(answers[0].error().message, "central is stopping");
  EXPECT_THAT(answers[1].error().message, HasSubstr("'ids-9' is not connected"));
  ASSERT_TRUE(answers[2]) << answers[2].error().message;
  EXPECT_EQ(std::get<wire::DumpReply>(*answers[2]), reply);
}

TEST_F(Link, MoreCallsThanFitATurnAreAllMade) {
  start();
  TestAgent agent(world);
  agent.arrive();
  std::vector<AgentCall> calls(1000, AgentCall{"ids-9", wire::DumpRequest{"J-1"}});
  calls.back().agent = "ids-1";
  auto asked = std::async(std::launch::async, [&] { return world.agents.call_all(std::move(calls), 1h); });
  agent.say(wire::DumpReply{}, 0, agent.hear_envelope<wire::DumpRequest>().id);
  const auto answers = asked.get();
  EXPECT_TRUE(answers.back());
  EXPECT_EQ(std::ranges::count_if(answers, [](const auto& answer) { return answer.has_value(); }), 1);
}

TEST_F(Link, ACallEndsWhenTheConnectionIsFoundToBeGone) {
  start();
  TestAgent agent(world);
  agent.arrive();
  auto waiting = call("ids-1", wire::DumpRequest{"J-1"});
  agent.hear<wire::DumpRequest>();
  world.on_loop([&] { world.hub.disconnect(agent.key); });
  world.core.clock.advance(kBeat);  // the next heartbeat meets nobody
  EXPECT_THAT(waiting.get().error().message, HasSubstr("the connection has ended"));
  EXPECT_FALSE(world.status("ids-1").connected);
}

TEST_F(Link, StoppingEndsCallsThoughTheLoopIsGone) {
  start();
  TestAgent agent(world);
  agent.arrive();
  auto waiting = call("ids-1", wire::DumpRequest{"J-1"});
  agent.hear<wire::DumpRequest>();
  world.agents.end_calls("central is stopping");
  EXPECT_EQ(waiting.get().error().message, "central is stopping");
  EXPECT_EQ(world.agents.call("ids-1", wire::DumpRequest{"J-1"}, 1h).error().message, "central is stopping");
}

}  // namespace
}  // namespace redrive::central::test
