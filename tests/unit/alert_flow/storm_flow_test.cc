// A storm from the inbox to the mail outbox, on a real store: one summary, each ticket on record, nothing lost.
#include <gmock/gmock.h>

#include "tests/unit/alert_flow/flow_world.h"

namespace redrive::central::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

// One mail, and a summary of the two that came after it.
struct Stormy : FlowWorld {
  Stormy() : FlowWorld(stormy(1)) {
    for (int i = 1; i <= 3; ++i) fails(i);
  }
  void fails(int i) { take(firing(fmt::format("dev-1-{}", i))); }
  void works(int i) { take(resolved(fmt::format("dev-1-{}", i))); }
  MailRow newest() { return find_mail(db(), mail().back().number).value().value(); }
  void attempted(mail::Delivery delivery) {
    MailAttempted request;
    const auto leased = ask(LeaseMail{});
    for (const auto& row : leased->rows) request.attempts.push_back({row.number, {row.recipient, delivery, "said so"}});
    ASSERT_TRUE(ask(std::move(request)));
  }
};

TEST(StormFlow, OneMailTellsOfEachTicket) {
  Stormy world;
  EXPECT_THAT(world.mail(), SizeIs(1));
  EXPECT_THAT(world.history("RD-2026-000002"),
              Contains(HasSubstr("it goes out in one summary mail, storm-RD-2026-000002")));
  world.works(3);
  world.pass(1min);
  ASSERT_THAT(world.mail(), SizeIs(2));
  const MailRow summary = world.newest();
  EXPECT_EQ(summary.kind, "summary");
  EXPECT_EQ(summary.ticket, "storm-RD-2026-000002");
  EXPECT_EQ(summary.recipient, "mc-a@example.org");
  EXPECT_THAT(summary.message, AllOf(HasSubstr("Subject: [storm-RD-2026-000002] 2 new tickets for mc-a"),
                                     HasSubstr("[RD-2026-000002] disk_full on dev-1-2"),
                                     HasSubstr("[RD-2026-000003] disk_full on dev-1-3"), HasSubstr("Closed already"),
                                     Not(HasSubstr("In-Reply-To"))));
  EXPECT_EQ(world.metrics().tickets_opened[0], 3U);
  for (const auto* id : {"RD-2026-000002", "RD-2026-000003"}) {
    EXPECT_THAT(world.history(id),
                Contains(HasSubstr("summary mail storm-RD-2026-000002 of 2 tickets for mc-a queued")));
    EXPECT_THAT(mail_of_ticket(world.db(), id).value(), SizeIs(1)) << "its mails name the summary";
  }
}

TEST(StormFlow, TheSummarySaysWhatFailedAgainAndNoMailBefore) {
  Stormy world;
  auto again = firing("dev-1-2");
  again.run = 2;
  world.take(std::move(again), model::AlertSource::kAgent);
  EXPECT_THAT(world.mail(), SizeIs(1));
  world.pass(1min);
  ASSERT_THAT(world.mail(), SizeIs(2));
  EXPECT_THAT(world.newest().message, HasSubstr("again: 1 device of ids-1 failed again in run 2 of J-1."));
}

TEST(StormFlow, LaterMailsAnswerTheSummary) {
  Stormy world;
  world.pass(1min);
  world.works(2);
  const MailRow closed = world.newest();
  EXPECT_EQ(closed.kind, "closed");
  EXPECT_EQ(closed.ticket, "RD-2026-000002");
  EXPECT_THAT(closed.message_id, StartsWith("<RD-2026-000002.2."));
  EXPECT_THAT(closed.message, HasSubstr("In-Reply-To: " + world.mail()[1].message_id + "\r\n"));
}

TEST(StormFlow, EveryAttemptIsOnTheTimelineOfEach) {
  Stormy world;
  world.pass(1min);
  world.attempted(mail::Delivery::kLater);
  for (const auto* id : {"RD-2026-000002", "RD-2026-000003"}) {
    EXPECT_THAT(world.history(id), Contains(HasSubstr("summary mail to mc-a@example.org: not taken for now")));
  }
  EXPECT_THAT(world.history("RD-2026-000001"), Not(Contains(HasSubstr("summary"))));
  EXPECT_TRUE(world.ask(RetryMail{{"ann", "cli"}, world.newest().number}));
  EXPECT_THAT(world.history("RD-2026-000003"), Contains(HasSubstr("is to be tried again")));
}

TEST(StormFlow, AGivenUpSummaryGoesToTheFallback) {
  Stormy world;
  world.attempted(mail::Delivery::kAccepted);
  world.pass(1min);
  world.attempted(mail::Delivery::kRefused);
  const MailRow fallback = world.newest();
  EXPECT_EQ(fallback.recipient, "noc@example.org");
  EXPECT_THAT(fallback.message_id, StartsWith("<storm-RD-2026-000002.1.noc."));
  EXPECT_THAT(fallback.message, HasSubstr("You get this as the fallback"));
  world.attempted(mail::Delivery::kRefused);
  EXPECT_THAT(world.history("RD-2026-000002"), Contains(HasSubstr("nobody is left to mail")));
  EXPECT_THAT(world.mail(), SizeIs(3));
}

// The id that was sent counts, not the one that would be made today.
TEST(StormFlow, TheFallbackAnswersTheSummaryThatWasSent) {
  Stormy world;
  world.attempted(mail::Delivery::kAccepted);
  world.pass(1min);
  const std::string sent = world.newest().message_id;
  auto moved = *world.options().get();
  moved.mail.from = "redrive@moved.example";
  world.options().set(std::make_shared<const config::CentralOptions>(moved));
  world.attempted(mail::Delivery::kRefused);
  EXPECT_EQ(world.newest().recipient, "noc@example.org");
  EXPECT_THAT(world.newest().message, HasSubstr("In-Reply-To: " + sent + "\r\n"));
}

TEST(StormFlow, ASummaryThatNobodyGotBeforeAnswersNone) {
  Stormy world;
  auto without = *world.options().get();
  without.centres["mc-a"].email.clear();
  world.options().set(std::make_shared<const config::CentralOptions>(without));
  world.pass(1min);
  EXPECT_EQ(world.newest().recipient, "noc@example.org");
  EXPECT_THAT(world.newest().message, Not(HasSubstr("In-Reply-To")));
}

// A fallback that has the summary does not yet have what comes after it.
TEST(StormFlow, TheSummaryStandsForNoLaterMail) {
  Stormy world;
  world.pass(1min);
  world.attempted(mail::Delivery::kRefused);
  world.attempted(mail::Delivery::kAccepted);
  world.works(2);
  world.attempted(mail::Delivery::kRefused);
  EXPECT_EQ(world.newest().recipient, "noc@example.org");
  EXPECT_EQ(world.newest().kind, "closed");
}

TEST(StormFlow, KilledAtAnyMomentItIsSentOnce) {
  Stormy world;
  world.restart();
  world.clock().advance(1min);
  world.lose([&] { return sweep(world.flow()); });
  EXPECT_THAT(world.mail(), SizeIs(1));
  world.restart();
  world.pass(0s);
  EXPECT_THAT(world.mail(), SizeIs(2));
  world.restart();
  world.pass(1min);
  EXPECT_THAT(world.mail(), SizeIs(2));
}

TEST(StormFlow, ACentreThatIsGoneHasItsFallbackTold) {
  Stormy world;
  auto next = stormy(1);
  next.centres["mc-a"].email.clear();
  world.options().set(std::make_shared<const config::CentralOptions>(std::move(next)));
  world.pass(1min);
  EXPECT_EQ(world.newest().recipient, "noc@example.org");
}

}  // namespace
}  // namespace redrive::central::test
