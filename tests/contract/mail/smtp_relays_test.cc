// Several relays in order, several recipients of which each has its own answer, several mails at a time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "mail/transport/smtp_transport.h"
#include "tests/contract/mail/smtp_faults.h"

namespace redrive::mail {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::unique_ptr<MailTransport> dial(const std::vector<int>& ports) {
  config::MailOptions options;
  options.smtp.clear();
  for (const int port : ports) options.smtp.push_back("smtp://127.0.0.1:" + std::to_string(port));
  options.timeout = std::chrono::seconds(30);
  return std::move(*open_mail_transport(options));
}

std::string at(int port) {
  return "127.0.0.1:" + std::to_string(port);
}

Envelope envelope(std::vector<std::string> to = {"a@x.example"}) {
  return {"redrive@x.example", std::move(to), "Subject: x\r\n\r\nbody\r\n"};
}

int dead_port() {
  return ScriptedServer({[](Peer&) {}}).port();
}

// Answers each command with the next of these, and cuts when one is empty.
ScriptedServer::Script dialogue(std::vector<std::string> replies) {
  return [replies](Peer& peer) {
    peer.greet();
    for (const auto& reply : replies) {
      peer.hear();
      if (reply.empty()) return;
      peer.say(reply + "\r\n");
    }
    peer.until_gone();
  };
}

TEST(SmtpRelays, RelayOneDeadRelayTwo) {
  const int dead = dead_port();
  ScriptedServer second({[](Peer& peer) {
    take_a_mail(peer);
    peer.take_to_data();
    peer.say("250 2.0.0 Ok: queued as GOOD2\r\n");
    peer.until_gone();
  }});
  auto transport = dial({dead, second.port()});
  const auto first = transport->send(envelope()).at(0);
  EXPECT_EQ(first.delivery, Delivery::kAccepted);
  EXPECT_EQ(first.relay, at(second.port()));
  EXPECT_EQ(first.queue_id, "GOOD1");
  EXPECT_THAT(first.reply, AllOf(HasSubstr(at(dead) + ": Connection refused; then 250"), HasSubstr("GOOD1")));
  const auto next = transport->send(envelope()).at(0);
  EXPECT_EQ(next.reply, "250 2.0.0 Ok: queued as GOOD2") << "the dead one is left alone for a while";
}

TEST(SmtpRelays, AllRelaysDead) {
  const int one = dead_port(), two = dead_port();
  const auto outcome = dial({one, two})->send(envelope()).at(0);
  EXPECT_EQ(outcome.delivery, Delivery::kLater);
  EXPECT_EQ(outcome.concerns, Concerns::kRelays);
  EXPECT_THAT(outcome.reply, AllOf(HasSubstr(at(one) + ": Connection refused"), HasSubstr(at(two))));
}

// The one that took the sender and then cut off is not what all mail would meet.
TEST(SmtpRelays, WhatOneRelayTookHalfwayIsAboutTheDestination) {
  ScriptedServer first({dialogue({"250 ok", ""})});
  const auto outcome = dial({first.port(), dead_port()})->send(envelope()).at(0);
  EXPECT_EQ(outcome.delivery, Delivery::kLater);
  EXPECT_EQ(outcome.concerns, Concerns::kDestination);
}

TEST(SmtpRelays, OnlyTheRecipientsWithoutAnAnswerGoToTheNext) {
  ScriptedServer first({dialogue({"250 ok", "550 5.1.1 no such user", "450 4.2.1 busy", "250 ok", "421 4.3.2 bye"})});
  std::vector<std::string> heard;
  ScriptedServer second({[&](Peer& peer) {
    peer.greet();
    for (const char* reply : {"250 ok\r\n", "250 ok\r\n", "250 ok\r\n", "354 go on\r\n"}) {
      heard.push_back(peer.hear());
      peer.say(reply);
    }
    peer.hear_data();
    peer.say("250 2.0.0 Ok: queued as GOOD1\r\n");
  }});
  auto transport = dial({first.port(), second.port()});
  const auto outcomes = transport->send(envelope({"no@x.example", "busy@x.example", "c@x.example", "d@x.example"}));
  transport.reset();
  second.join();
  const Delivery wanted[] = {Delivery::kRefused, Delivery::kLater, Delivery::kAccepted, Delivery::kAccepted};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(to_string(outcomes.at(i).delivery), to_string(wanted[i])) << outcomes[i].reply;
    EXPECT_EQ(outcomes[i].relay, at((i < 2 ? first : second).port()));
  }
  EXPECT_THAT(heard, ::testing::ElementsAre("MAIL FROM:<redrive@x.example>", "RCPT TO:<c@x.example>",
                                            "RCPT TO:<d@x.example>", "DATA"));
}

TEST(SmtpRecipients, A550ForOneOfSeveral) {
  ScriptedServer server({[](Peer& peer) {
    peer.greet();
    for (const char* reply : {"250 ok\r\n", "250 ok\r\n", "550 5.1.1 no such user\r\n", "354 go on\r\n"})
      peer.hear(), peer.say(reply);
    peer.hear_data();
    peer.say("250 2.0.0 Ok: queued as 1\r\n");
  }});
  const auto outcomes = dial({server.port()})->send(envelope({"a@x.example", "b@x.example"}));
  EXPECT_EQ(outcomes.at(0).delivery, Delivery::kAccepted);
  EXPECT_EQ(outcomes.at(1).delivery, Delivery::kRefused);
}

TEST(SmtpRecipients, A452ForOneOfSeveral) {
  ScriptedServer server({[](Peer& peer) {
    peer.greet();
    for (const char* reply : {"250 ok\r\n", "250 ok\r\n", "452 4.5.3 too many recipients\r\n", "354 go on\r\n"})
      peer.hear(), peer.say(reply);
    peer.hear_data();
    peer.say("250 2.0.0 Ok: queued as 1\r\n");
  }});
  const auto outcomes = dial({server.port()})->send(envelope({"a@x.example", "b@x.example"}));
  EXPECT_EQ(outcomes.at(0).delivery, Delivery::kAccepted);
  EXPECT_EQ(outcomes.at(1).delivery, Delivery::kLater);
  EXPECT_EQ(outcomes.at(1).concerns, Concerns::kMail);
}

// The yes to the first recipient was no yes to the message.
TEST(SmtpRecipients, CutAfterTheFirstOfTwo) {
  ScriptedServer server({dialogue({"250 ok", "250 ok", ""})});
  for (const auto& outcome : dial({server.port()})->send(envelope({"a@x.example", "b@x.example"}))) {
    EXPECT_EQ(to_string(outcome.delivery), "later") << outcome.to << ": " << outcome.reply;
    EXPECT_EQ(outcome.concerns, Concerns::kDestination);
  }
}

// A mail that stalls holds up none that is sent at the same time; one after the other share a connection.
TEST(SmtpLines, SendersAtTheSameTimeHaveAConnectionEach) {
  std::promise<void> stalled, release;
  const auto stall = [&](Peer& peer) {
    peer.greet();
    peer.hear();
    stalled.set_value();
    release.get_future().wait();
    peer.say("421 4.3.2 bye\r\n");
  };
  ScriptedServer stalling({stall});
  auto slow = dial({stalling.port()});
  auto waiting = std::async(std::launch::async, [&] { return slow->send(envelope()).at(0); });
  stalled.get_future().wait();
  // The first relay is asked by another line now, and has nobody left to answer it.
  EXPECT_EQ(slow->send(envelope()).at(0).delivery, Delivery::kLater);
  release.set_value();
  EXPECT_EQ(waiting.get().delivery, Delivery::kLater);
}

}  // namespace
}  // namespace redrive::mail
