// What comes back by mail: alerts, answers that move their ticket along, bounces (A1, T5).
#include <gmock/gmock.h>

#include "central/store/plans_wanted.h"
#include "central/store/received_mail.h"
#include "tests/unit/alert_flow/flow_world.h"

namespace redrive::central::test {
namespace {

using model::TicketState;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

config::CentralOptions one_alert_one_ticket() {
  auto options = company();
  options.thresholds.limit = 0;
  options.mail.update_every = 0s;
  return options;
}

const std::string kTicket = "RD-2026-000001";

// One ticket of mc-a, told of.
struct Answers : FlowWorld {
  explicit Answers(config::CentralOptions options = one_alert_one_ticket()) : FlowWorld(std::move(options)) {
    flow().mail_key = {1, 2, 3};
    take(firing("dev-1-1"));
    send(mail::Delivery::kAccepted);
  }
  void send(mail::Delivery delivery) {
    MailAttempted request;
    const auto leased = ask(LeaseMail{});
    for (const auto& row : leased->rows) request.attempts.push_back({row.number, {row.recipient, delivery, "said so"}});
    ASSERT_TRUE(ask(std::move(request)));
  }
  // Comes in and is judged, once.
  ReceivedMail receive(const std::string& raw) {
    const auto taken = ask(TakeMail{"noc@mail.example", "", raw, 0, ""});
    read_mail();
    decide();
    return find_received(db(), taken->number).value().value();
  }
  std::string id() { return mail().front().message_id; }
  std::string answer(const std::string& text, const std::string& from = "Ann <tech@example.org>") {
    return "From: " + from + "\r\nTo: redrive@localhost\r\nSubject: Re: [" + kTicket +
           "] disk_full\r\nMessage-ID: <x@y>\r\nIn-Reply-To: " + id() + "\r\n\r\n" + text +
           "\r\n\r\nOn Mon, 2 Mar 2026 at 00:05, Redrive <redrive@localhost> wrote:\r\n> disk_full, resolved is a word "
           "too\r\n";
  }
  std::string notice(const std::string& recipient, const std::string& action, const std::string& id) {
    return "From: MAILER-DAEMON@mx.example\r\nTo: redrive@localhost\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n--b\r\n"
           "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: "
           "rfc822; " +
           recipient + "\r\nAction: " + action +
           "\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n--b\r\nContent-Type: "
           "text/rfc822-headers\r\n\r\nMessage-ID: " +
           id + "\r\nSubject: x\r\n\r\n--b--\r\n";
  }
  TicketState state() { return ticket(kTicket).state; }
};

TEST(Answers, AckTakesTheTicket) {
  Answers world;
  const auto mail = world.receive(world.answer("ack, on my way"));
  EXPECT_EQ(mail.state, ReceivedState::kReply);
  EXPECT_EQ(mail.ticket, kTicket);
  EXPECT_EQ(world.state(), TicketState::kAcked);
  EXPECT_THAT(world.history(kTicket), Contains(HasSubstr("on my way")));
}

TEST(Answers, ResolvedAsksForPlansAndRunsNothing) {
  Answers world;
  world.receive(world.answer("Resolved.\r\nNew disk."));
  EXPECT_EQ(world.state(), TicketState::kResolved);
  const auto wanted = find_plans_wanted(world.db(), kTicket).value();
  ASSERT_TRUE(wanted);
  EXPECT_EQ(wanted->by, "tech@example.org");
}

TEST(Answers, ANoteAndWhateverElseStandsOnTheTimeline) {
  Answers world;
  world.receive(world.answer("note we wait for a spare part"));
  world.receive(world.answer("The shop is closed until Monday"));
  EXPECT_EQ(world.state(), TicketState::kOpen);
  EXPECT_THAT(world.history(kTicket), Contains("note: we wait for a spare part"));
  EXPECT_THAT(world.history(kTicket), Contains("note: The shop is closed until Monday"));
}

TEST(Answers, NobodyThereIsRemindedOnTheThreadAndThenAnotherCentreIsTold) {
  auto options = one_alert_one_ticket();
  options.centres.at("mc-a").remind_after = 4h;
  options.centres.at("mc-a").reminders = 1;
  options.mail.update_every = 24h;
  Answers world(options);
  world.pass(3h);
  world.receive(world.answer("we wait for a spare part"));
  world.pass(2h);
  EXPECT_EQ(world.mail().size(), 1U) << "a note puts it off";
  world.pass(2h);
  world.restart();
  world.pass(4h);
  const auto mail = world.mail();
  ASSERT_EQ(mail.size(), 3U);
  EXPECT_EQ(mail[1].kind, "reminder");
  EXPECT_EQ(mail[1].recipient, "mc-a@example.org");
  const std::string reminder = find_mail(world.db(), mail[1].number).value()->message;
  EXPECT_THAT(reminder, HasSubstr("References: " + world.id()));
  EXPECT_THAT(reminder, HasSubstr("Subject: [RD-2026-000001] reminder: disk_full on dev-1-1"));
  EXPECT_EQ(mail[2].kind, "escalation");
  EXPECT_EQ(mail[2].recipient, "noc@example.org");
  EXPECT_THAT(find_mail(world.db(), mail[2].number).value()->message,
              HasSubstr("You are told because nobody at mc-a has answered this ticket."));
  EXPECT_FALSE(world.ticket(kTicket).asked_at);
  EXPECT_THAT(world.history(kTicket), Contains("escalated: mc-a has not answered, after 1 reminder: noc is told"));
  world.receive(world.answer("ack", "duty@example.org"));
  EXPECT_EQ(world.state(), TicketState::kAcked);
}

TEST(Answers, AReminderThatCannotBeDeliveredIsOneToTheFallbackToo) {
  auto options = one_alert_one_ticket();
  options.centres.at("mc-a").remind_after = 4h;
  Answers world(options);
  world.pass(4h);
  world.send(mail::Delivery::kRefused);
  const auto mail = world.mail();
  ASSERT_EQ(mail.size(), 3U);
  EXPECT_EQ(mail[2].kind, "reminder");
  EXPECT_EQ(mail[2].recipient, "noc@example.org");
}

TEST(Answers, ATicketThatIsNotTheirsGoesOn) {
  Answers to_a_named_one;
  to_a_named_one.receive(to_a_named_one.answer("wrong centre mc-b"));
  EXPECT_EQ(to_a_named_one.ticket(kTicket).centre, "mc-b");
  Answers world;
  world.receive(world.answer("Wrong centre!"));
  EXPECT_EQ(world.ticket(kTicket).centre, "noc");
  EXPECT_EQ(world.mail().back().recipient, "noc@example.org");
  EXPECT_THAT(world.history(kTicket), Contains(HasSubstr("tech@example.org: wrong centre by mail")));
}

TEST(Answers, WhatHasBeenDoneAlreadyIsSaid) {
  Answers world;
  world.receive(world.answer("ack"));
  const auto again = world.receive(world.answer("ack\r\n"));
  EXPECT_THAT(again.why, HasSubstr("acked already; nothing was changed"));
  EXPECT_THAT(world.history(kTicket), Contains(HasSubstr("reply: tech@example.org: ack by mail")));
}

TEST(Answers, AStrangerWhoHasTheMailIsHeardAndNotObeyed) {
  Answers world;
  const auto mail = world.receive(world.answer("resolved", "eve@elsewhere.example"));
  EXPECT_EQ(mail.state, ReceivedState::kNote);
  EXPECT_THAT(mail.why, HasSubstr("eve@elsewhere.example is not of a centre that got this ticket"));
  EXPECT_EQ(world.state(), TicketState::kOpen);
  EXPECT_THAT(world.history(kTicket), Contains(HasSubstr("nothing was done: resolved by mail")));
}

TEST(Answers, ANumberIsNoProofAndNeitherIsAForgedId) {
  Answers world;
  const auto before = world.history(kTicket);
  std::string forged = world.answer("resolved");
  forged.replace(forged.find(world.id()) + 20, 1, "a");
  std::string bare = "From: tech@example.org\r\nSubject: Re: [" + kTicket + "]\r\n\r\nresolved\r\n";
  for (const auto& raw : {forged, bare}) {
    const auto mail = world.receive(raw);
    EXPECT_EQ(mail.state, ReceivedState::kQuarantined);
    EXPECT_THAT(mail.why, HasSubstr("does not answer a mail of ours"));
  }
  EXPECT_EQ(world.state(), TicketState::kOpen);
  EXPECT_EQ(world.history(kTicket), before);
}

TEST(Answers, AMachineSaysNothing) {
  Answers world;
  std::string vacation = world.answer("resolved");
  vacation.insert(0, "Auto-Submitted: auto-replied\r\n");
  EXPECT_EQ(world.receive(vacation).state, ReceivedState::kAutomatic);
  const auto echo = world.receive(
      "Auto-Submitted: auto-replied\r\nFrom: a@example.org\r\n\r\nDevice: dev-2-9\r\nMessage: No space left on "
      "device\r\n");
  EXPECT_EQ(echo.state, ReceivedState::kAutomatic) << "not even an alert";
  EXPECT_THAT(world.tickets(), SizeIs(1));
  EXPECT_EQ(world.state(), TicketState::kOpen);
}

TEST(Answers, ToASummaryNameTheTicketTheyMean) {
  auto options = one_alert_one_ticket();
  options.mail.storm_tickets = 1;
  for (const auto* scope : {"server", "site", "fleet"}) {
    config::ThresholdRule never;
    never.scope = scope;
    never.limit = 1000;
    options.thresholds.rules.push_back(std::move(never));
  }
  Answers world;
  world.options().set(std::make_shared<const config::CentralOptions>(options));
  for (int i = 2; i <= 4; ++i) world.take(firing(fmt::format("dev-1-{}", i)));
  world.pass(1min);
  const auto summary = world.mail().back();
  ASSERT_EQ(summary.kind, "summary");
  const auto storm = summary.ticket;
  const auto say = [&](const std::string& subject) {
    return world.receive("From: tech@example.org\r\nSubject: " + subject + "\r\nReferences: " + summary.message_id +
                         "\r\n\r\nack\r\n");
  };
  EXPECT_THAT(say("Re: [" + storm + "]").why, HasSubstr("does not say which of its tickets it means"));
  EXPECT_EQ(say("Re: [RD-2026-000003]").ticket, "RD-2026-000003");
  EXPECT_EQ(world.ticket("RD-2026-000003").state, TicketState::kAcked);
  EXPECT_NE(say("Re: [RD-2026-000001]").ticket, "RD-2026-000001") << "it is not of that storm";
}

TEST(Bounces, GiveTheMailToTheFallback) {
  Answers world;
  const auto mail = world.receive(world.notice("MC-A@example.org", "failed", world.id()));
  EXPECT_EQ(mail.state, ReceivedState::kBounce);
  EXPECT_EQ(mail.ticket, kTicket);
  EXPECT_EQ(world.mail()[0].state, MailState::kDead);
  EXPECT_EQ(world.mail()[0].last_reply, "came back: 5.1.1 550 no such user");
  ASSERT_THAT(world.mail(), SizeIs(2));
  EXPECT_EQ(world.mail()[1].recipient, "noc@example.org");
  world.receive(world.notice("mc-a@example.org", "failed", world.id()) + "again\r\n");
  EXPECT_THAT(world.mail(), SizeIs(2)) << "once";
  const auto told = world.history(kTicket);
  EXPECT_EQ(std::ranges::count_if(told, [](const auto& line) { return line.find("came back") != line.npos; }), 1);
}

TEST(Bounces, ADelayIsOnlyTold) {
  Answers world;
  world.receive(world.notice("mc-a@example.org", "delayed", world.id()));
  EXPECT_EQ(world.mail()[0].state, MailState::kSent);
  EXPECT_THAT(world.history(kTicket), Contains(HasSubstr("mail to mc-a@example.org is delayed: 5.1.1")));
}

TEST(Bounces, OfMailThatWasNeverSentChangeNothing) {
  Answers world;
  EXPECT_EQ(world.receive(world.notice("mc-a@example.org", "failed", "<RD-2026-000001.1@localhost>")).state,
            ReceivedState::kAutomatic);
  EXPECT_EQ(world.receive(world.notice("somebody@example.org", "failed", world.id())).state, ReceivedState::kNote);
  EXPECT_EQ(world.mail()[0].state, MailState::kSent);
}

TEST(AlertMail, BecomesAlertsOnceAndGoodOnesSurviveBadOnes) {
  Answers world;
  const std::string raw =
      "From: monitor@example.org\r\nMessage-ID: <m-1@monitor>\r\nSubject: alert\r\n\r\nDevice: dev-2-3\r\nType: "
      "disk_full\r\nMessage: No space left on device\r\n";
  const auto mail = world.receive(raw);
  EXPECT_EQ(mail.state, ReceivedState::kAlerts);
  ASSERT_THAT(world.tickets(), SizeIs(2));
  EXPECT_EQ(world.tickets()[1].device, "dev-2-3");
  const auto repeated = world.receive(raw + "\r\n");
  EXPECT_THAT(repeated.why, HasSubstr("all of them were there already")) << "the same mail by another way";
  EXPECT_THAT(world.tickets(), SizeIs(2));
}

// A reason quotes what servers say and is cut to a size: never within a character.
TEST(Bounces, ALongReasonIsStillText) {
  for (const std::size_t shift : {0, 1, 40, 41}) {
    const std::string before(shift, 'x');
    Answers world;
    std::string raw = world.notice("mc-a@example.org", "failed", world.id());
    std::string more;
    for (int i = 0; i < 30; ++i) {
      more += "\r\nFinal-Recipient: rfc822; " + (i == 0 ? before : "") + std::to_string(i) +
              "@example.org\r\nAction: failed\r\nDiagnostic-Code: smtp; 550 ";
      for (int k = 0; k < 20; ++k) more += "äöü";
      more += "\r\n";
    }
    raw.insert(raw.find("\r\n--b\r\nContent-Type: text/rfc822-headers"), more);
    const auto mail = world.receive(raw);
    EXPECT_GT(mail.why.size(), 1900U);
    EXPECT_EQ(mail.why, model::clean_text(mail.why, 10'000)) << "valid UTF-8";
  }
}

TEST(AlertMail, WhatNobodyUnderstandsIsKeptWithTheReason) {
  Answers world;
  const auto mail = world.receive("From: a@b.example\r\nSubject: hello\r\n\r\nHow are you?\r\n");
  EXPECT_EQ(mail.state, ReceivedState::kQuarantined);
  EXPECT_THAT(mail.why, Not(IsEmpty()));
  EXPECT_FALSE(oldest_unread(world.db()).value()) << "and is not read again";
}

}  // namespace
}  // namespace redrive::central::test
