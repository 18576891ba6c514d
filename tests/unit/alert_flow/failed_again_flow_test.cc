// A redistribution that does not mend what it was for, from the agent's alerts to the mails on the ticket's thread.
#include <gmock/gmock.h>

#include "central/core/failed_again.h"
#include "tests/unit/alert_flow/flow_world.h"

namespace redrive::central::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// Five devices of ids-1 fail in run 1 of J-1: one ticket, told of at once.
struct Again : FlowWorld {
  explicit Again(base::Micros every = 15min) : FlowWorld(updating(every)) {
    for (int i = 1; i <= 5; ++i) fails(1, i);
    lease();
    pass(1h);
    lease();  // the update of the others
    pass(1h);
  }
  model::Alert failing(std::uint32_t run, int device) {
    const std::string name = fmt::format("dev-1-{}", device);
    auto alert = with_id(fmt::format("J-1/{}/{}", name, run), firing(name));
    alert.run = run;
    return alert;
  }
  void fails(std::uint32_t run, int device) { take(failing(run, device), model::AlertSource::kAgent); }
  void works(int device) { take(success(fmt::format("dev-1-{}", device)), model::AlertSource::kAgent); }
  void redistributes(const std::string& state, std::uint32_t run = 2, std::size_t devices = 5) {
    RedistributionRow row;
    row.id = fmt::format("R-{}", run);
    row.job = "J-1", row.server = "ids-1", row.state = state;
    row.plan.job = "J-1", row.plan.server = "ids-1", row.plan.run = run;
    for (std::size_t i = 1; i <= devices; ++i) row.plan.devices.push_back({fmt::format("dev-1-{}", i), "failed"});
    ASSERT_TRUE(transact([&] { return put_redistribution(db(), row); }));
  }
  std::vector<MailRow> lease() {
    const auto leased = ask(LeaseMail{});
    MailAttempted request;
    for (const auto& row : leased->rows)
      request.attempts.push_back({row.number, {row.recipient, mail::Delivery::kAccepted, "250 ok"}});
    EXPECT_TRUE(ask(std::move(request)));
    return leased->rows;
  }
  std::string text(Notice notice = Notice::kUpdated) { return ask(PreviewMail{id(), notice})->text; }
  std::string id() { return tickets().front().id; }
  std::vector<model::FailedAgain> told() { return failed_again(db(), id()).value(); }
};

TEST(FailedAgainFlow, OneUpdateTellsOfAllThatFailedAgain) {
  Again world;
  const auto before = world.mail().size();
  world.redistributes("running");
  world.append({world.failing(2, 1), world.failing(2, 2), world.failing(2, 3)}, model::AlertSource::kAgent);
  world.decide();
  const auto sent = world.lease();
  ASSERT_THAT(sent, SizeIs(1)) << "at once, since the last update was long ago, and one";
  EXPECT_EQ(sent[0].kind, "updated");
  EXPECT_THAT(sent[0].message, HasSubstr("In-Reply-To: " + world.mail()[0].message_id));
  EXPECT_THAT(sent[0].message, HasSubstr("again: 3 of 5 devices of ids-1 failed again in run 2 of J-1 so far."));
  EXPECT_THAT(world.mail(), SizeIs(before + 1));
  EXPECT_THAT(world.tickets(), SizeIs(1));
  EXPECT_THAT(world.history(world.id()), Contains("again: device dev-1-3 failed again in run 2 of J-1: disk_full"));
  EXPECT_THAT(world.told(), ElementsAre(model::FailedAgain{"ids-1", "J-1", 2, 3, 5, true}));
}

TEST(FailedAgainFlow, TheCounterIsRaised) {
  Again world;
  const auto total = [&] {
    for (const auto& counter : world.counters())
      if (counter.scope == "device" && counter.subject == "dev-1-1") return counter.total;
    return std::uint64_t{0};
  };
  ASSERT_EQ(total(), 1U);
  world.fails(2, 1);
  EXPECT_EQ(total(), 2U);
  for (const auto& failure : world.failures()) EXPECT_EQ(failure.count, failure.device == "dev-1-1" ? 2U : 1U);
}

TEST(FailedAgainFlow, WhatFollowsWaitsItsTurnAndThenIsWhole) {
  Again world;
  world.redistributes("running");
  world.fails(2, 1);
  EXPECT_THAT(world.lease(), SizeIs(1));
  world.fails(2, 2);
  world.fails(2, 3);
  EXPECT_THAT(world.lease(), IsEmpty()) << "not another one already";
  world.works(4);
  world.works(5);
  world.redistributes("finished");
  world.pass(15min);
  const auto sent = world.lease();
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_THAT(sent[0].message, HasSubstr("again: 3 of 5 devices of ids-1 failed again in run 2 of J-1."));
}

TEST(FailedAgainFlow, WhoWantsEachAtOnceGetsIt) {
  Again world(0s);
  world.fails(2, 1);
  EXPECT_THAT(world.lease(), SizeIs(1));
  world.fails(2, 2);
  EXPECT_THAT(world.lease(), SizeIs(1));
}

TEST(FailedAgainFlow, AnotherRunIsToldBesideTheOneBefore) {
  Again world;
  world.redistributes("finished");
  for (int i = 1; i <= 3; ++i) world.fails(2, i);
  world.pass(1h);
  world.redistributes("finished", 3, 1);
  world.fails(3, 1);
  EXPECT_THAT(world.text(), HasSubstr("again: 1 of 1 device of ids-1 failed again in run 3 of J-1; 2 of 5 devices of "
                                      "ids-1 failed again in run 2 of J-1."));
}

TEST(FailedAgainFlow, WhereCentralDoesNotKnowTheRunItsDevicesAreNotSaid) {
  Again world;
  world.fails(2, 1);
  EXPECT_THAT(world.text(), HasSubstr("again: 1 device of ids-1 failed again in run 2 of J-1."));
  EXPECT_THAT(world.text(Notice::kClosed), Not(HasSubstr("again:")));
}

TEST(FailedAgainFlow, OneThatWasResolvedIsToldOfOnce) {
  Again world;
  ASSERT_TRUE(world.ask(ChangeTicket{{"ann", ""}, world.id(), TicketAct::kResolve, "cleaned"}));
  world.append({world.failing(2, 1), world.failing(2, 2)}, model::AlertSource::kAgent);
  world.decide();
  EXPECT_EQ(world.tickets().front().state, model::TicketState::kOpen);
  const auto sent = world.lease();
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_THAT(sent[0].message, HasSubstr("again: 2 devices of ids-1"));
}

TEST(FailedAgainFlow, ANewTicketSaysItInItsFirstMail) {
  Again world;
  const std::string first = world.id();
  ASSERT_TRUE(world.ask(ChangeTicket{{"ann", ""}, first, TicketAct::kClose, "done"}));
  world.pass(24h * 30);
  world.lease();
  for (int i = 1; i <= 3; ++i) world.fails(2, i);
  ASSERT_THAT(world.tickets(), SizeIs(2));
  const auto sent = world.lease();
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_EQ(sent[0].ticket, world.tickets().back().id);
  EXPECT_THAT(sent[0].message, HasSubstr("again: 3 devices of ids-1 failed again in run 2 of J-1."));
}

TEST(FailedAgainFlow, WhatIsProvenIsNotToldAnyMore) {
  Again world;
  world.fails(2, 1);
  world.fails(2, 2);
  world.works(1);
  EXPECT_THAT(world.told(), ElementsAre(model::FailedAgain{"ids-1", "J-1", 2, 1}));
  EXPECT_THAT(world.text(), HasSubstr("again: 1 device of ids-1"));
}

TEST(FailedAgainFlow, ARestartKnowsItAll) {
  Again world;
  world.redistributes("finished");
  world.append({world.failing(2, 1)}, model::AlertSource::kAgent);  // not decided yet
  world.restart();
  world.decide();
  const std::string text = world.text();
  EXPECT_THAT(text, HasSubstr("again: 1 of 5 devices of ids-1 failed again in run 2 of J-1."));
  world.restart();
  EXPECT_EQ(world.text(), text);
}

}  // namespace
}  // namespace redrive::central::test
