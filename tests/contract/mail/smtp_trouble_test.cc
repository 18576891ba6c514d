// What can go wrong between us and a mail server, and what each outcome then is (T4). Deadlines are short; outcomes are
// compared, never times.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "mail/transport/smtp_transport.h"
#include "tests/contract/mail/scripted_server.h"
#include "tests/contract/mail/smtp_server.h"

namespace redrive::mail {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

constexpr base::Micros kShort = milliseconds(300);
constexpr base::Micros kLong = std::chrono::seconds(30);

std::unique_ptr<MailTransport> dial(int port, base::Micros timeout, const std::string& scheme = "smtp") {
  config::MailOptions options;
  options.smtp = {scheme + "://127.0.0.1:" + std::to_string(port)};
  options.timeout = timeout;
  return std::move(*open_mail_transport(options));
}

Envelope envelope(std::vector<std::string> to = {"a@x.example"}) {
  return {"redrive@x.example", std::move(to), "Subject: x\r\n\r\nbody\r\n"};
}

TEST(SmtpNoServer, ConnectionRefused) {
  int port = 0;
  {
    ScriptedServer server({[](Peer&) {}});
    port = server.port();
  }
  const auto outcome = dial(port, kLong)->send(envelope()).at(0);
  EXPECT_EQ(outcome.delivery, Delivery::kLater);
  EXPECT_THAT(outcome.reply, HasSubstr("127.0.0.1:" + std::to_string(port)));
  EXPECT_THAT(outcome.reply, HasSubstr("refused"));
}

TEST(SmtpNoServer, NameNotFound) {
  config::MailOptions options;
  options.smtp = {"smtp://no-such-host.invalid"};
  options.timeout = kShort;
  auto transport = std::move(*open_mail_transport(options));
  for (int i = 0; i < 2; ++i) {
    const auto outcome = transport->send(envelope()).at(0);
    EXPECT_EQ(outcome.delivery, Delivery::kLater);
    EXPECT_THAT(outcome.reply, HasSubstr("no-such-host.invalid"));
  }
}

TEST(SmtpServer, RefusesPerRecipientSenderAndSize) {
  SmtpServerProcess server;
  auto transport = dial(server.port(), kLong);
  auto mail = envelope({"refused@x.example", "later@x.example"});
  auto outcomes = transport->send(mail);
  EXPECT_EQ(outcomes.at(0).delivery, Delivery::kRefused);
  EXPECT_EQ(outcomes.at(1).delivery, Delivery::kLater);
  mail = envelope({"a@x.example", "busy@x.example", "b@x.example"});
  for (const auto& outcome : transport->send(mail))
    EXPECT_EQ(outcome.delivery, Delivery::kLater) << "421 ends the session";
  mail = envelope();
  mail.from = "bad@x.example";
  EXPECT_EQ(transport->send(mail).at(0).delivery, Delivery::kRefused);
  mail = envelope();
  mail.message = "X-Test: too big\r\n\r\n";
  EXPECT_EQ(transport->send(mail).at(0).delivery, Delivery::kRefused);
  EXPECT_EQ(transport->send(envelope()).at(0).delivery, Delivery::kAccepted);
  transport.reset();
  for (const auto& event : server.end()) {
    if (event["event"] != "message") continue;
    EXPECT_EQ(message_of(event), envelope().message) << "only the last one was taken";
  }
}

TEST(SmtpServer, AnAddressCannotSmuggleACommand) {
  SmtpServerProcess server;
  auto transport = dial(server.port(), kLong);
  auto mail = envelope({"a@x.example>\r\nRCPT TO:<victim@x.example", "a b@x.example", "", "ok@x.example"});
  const auto outcomes = transport->send(mail);
  for (int i : {0, 1, 2}) EXPECT_EQ(outcomes.at(static_cast<std::size_t>(i)).delivery, Delivery::kRefused);
  EXPECT_EQ(outcomes.at(3).delivery, Delivery::kAccepted);
  mail.from = "x@x.example> SIZE=1\r\nRSET";
  EXPECT_EQ(transport->send(mail).at(3).delivery, Delivery::kRefused);
  transport.reset();
  for (const auto& event : server.end()) {
    if (event["event"] != "message") continue;
    EXPECT_EQ(event["to"], nlohmann::json::array({"ok@x.example"}));
  }
}

TEST(SmtpServer, AMessageCannotSmuggleAnother) {
  SmtpServerProcess server;
  auto transport = dial(server.port(), kLong);
  auto mail = envelope();
  mail.message = "Subject: x\r\n\r\na\n.\nMAIL FROM:<evil@x.example>\r\nb\r.\r\nc\r\n";
  EXPECT_EQ(transport->send(mail).at(0).delivery, Delivery::kAccepted);
  transport.reset();
  const auto events = server.end();
  ASSERT_EQ(events.size(), 2u) << "one sender, one message";
  EXPECT_EQ(message_of(events[1]), "Subject: x\r\n\r\na\r\n.\r\nMAIL FROM:<evil@x.example>\r\nb\r\n.\r\nc\r\n");
}

TEST(SmtpKept, OneConnectionServesManyMails) {
  SmtpServerProcess server;
  auto transport = dial(server.port(), kLong);
  std::set<int> peers;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(transport->send(envelope()).at(0).delivery, Delivery::kAccepted);
  transport.reset();
  for (const auto& event : server.end()) {
    if (event["event"] == "message") peers.insert(event["peer"].get<int>());
  }
  EXPECT_EQ(peers.size(), 1u);
}

// A kept connection may be gone or unwanted by the time it is used again: that costs a new connection, not an attempt.
TEST(SmtpKept, AKeptConnectionThatIsGone) {
  const auto good = [](Peer& peer) {
    peer.greet();
    peer.take_to_data();
    peer.say("250 Ok\r\n");
  };
  const auto then_421 = [good](Peer& peer) {
    good(peer);
    peer.hear();
    peer.say("421 4.4.2 idle too long\r\n");
  };
  for (const ScriptedServer::Script& first : {ScriptedServer::Script(good), ScriptedServer::Script(then_421)}) {
    ScriptedServer server({first, good});
    auto transport = dial(server.port(), kLong);
    EXPECT_EQ(transport->send(envelope()).at(0).delivery, Delivery::kAccepted);
    EXPECT_EQ(transport->send(envelope()).at(0).delivery, Delivery::kAccepted);
    transport.reset();
    server.join();
    EXPECT_EQ(server.connections(), 2);
  }
}

TEST(SmtpStop, CentralStopsWhileItSends) {
  std::promise<void> heard;
  ScriptedServer server({[&](Peer& peer) {
    peer.greet();
    peer.take_to_data();
    heard.set_value();
    peer.until_gone();
  }});
  auto transport = dial(server.port(), std::chrono::hours(1));
  auto outcome = std::async(std::launch::async, [&] { return transport->send(envelope()).at(0); });
  heard.get_future().get();
  transport->end_within(milliseconds(1));
  EXPECT_EQ(outcome.get().delivery, Delivery::kMaybeSent);
  EXPECT_EQ(transport->send(envelope()).at(0).delivery, Delivery::kLater) << "nothing is begun after it";
}

}  // namespace
}  // namespace redrive::mail
