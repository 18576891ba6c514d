// What every mail transport promises: the fake and the real one against a real SMTP server pass the same tests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/transport/fake_mail_transport.h"
#include "mail/transport/smtp_transport.h"
#include "tests/contract/mail/smtp_server.h"

namespace redrive::mail {
namespace {

using ::testing::HasSubstr;

// A transport and the server behind it, where refused@ is refused and later@ not taken for now.
class World {
 public:
  virtual ~World() = default;
  virtual MailTransport& transport() = 0;
  // What was delivered for the recipients of the last send, in order, as it reached the server.
  virtual std::string delivered_to(const std::string& recipient) = 0;
};

class FakeWorld final : public World {
 public:
  FakeWorld() {
    for (int i = 0; i < 3; ++i) {
      fake_.script("refused@x.example", Delivery::kRefused, "550 5.1.1 no such user here");
      fake_.script("later@x.example", Delivery::kLater, "450 4.2.1 mailbox busy");
    }
  }
  MailTransport& transport() override { return fake_; }
  std::string delivered_to(const std::string& recipient) override {
    return fake_.mailbox(recipient).at(seen_[recipient]++);
  }

 private:
  FakeMailTransport fake_;
  std::map<std::string, std::size_t> seen_;
};

class SmtpWorld final : public World {
 public:
  SmtpWorld() {
    config::MailOptions options;
    options.smtp = {"smtp://127.0.0.1:" + std::to_string(server_.port())};
    transport_ = std::move(*open_mail_transport(options));
  }
  MailTransport& transport() override { return *transport_; }
  std::string delivered_to(const std::string& recipient) override {
    for (;;) {
      const auto event = server_.next_event();
      if (event["event"] != "message") continue;
      const auto to = event["to"].get<std::vector<std::string>>();
      return std::find(to.begin(), to.end(), recipient) == to.end() ? "" : message_of(event);
    }
  }

 private:
  SmtpServerProcess server_;
  std::unique_ptr<MailTransport> transport_;
};

struct Kind {
  std::string name;
  std::unique_ptr<World> (*make)();
};
void PrintTo(const Kind& kind, std::ostream* out) {
  *out << kind.name;
}

class MailTransports : public ::testing::TestWithParam<Kind> {
 protected:
  std::unique_ptr<World> world_ = GetParam().make();
  MailTransport& transport_ = world_->transport();
  Envelope envelope_{"redrive@x.example", {"a@x.example"}, "Subject: hello\r\n\r\n.\r\n..two\r\n\r\nend\r\n"};
};

TEST_P(MailTransports, DeliversTheBytesAndKeepsTheQueueId) {
  const auto outcomes = transport_.send(envelope_);
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].to, "a@x.example");
  EXPECT_EQ(outcomes[0].delivery, Delivery::kAccepted);
  EXPECT_THAT(outcomes[0].reply, HasSubstr("queued as"));
  EXPECT_EQ(world_->delivered_to("a@x.example"), envelope_.message);
}

TEST_P(MailTransports, GivesEachRecipientItsOwnOutcomeInOrder) {
  envelope_.to = {"refused@x.example", "a@x.example", "later@x.example", "b@x.example"};
  const auto outcomes = transport_.send(envelope_);
  ASSERT_EQ(outcomes.size(), 4u);
  const Delivery wanted[] = {Delivery::kRefused, Delivery::kAccepted, Delivery::kLater, Delivery::kAccepted};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(outcomes[i].to, envelope_.to[i]);
    EXPECT_EQ(outcomes[i].delivery, wanted[i]) << outcomes[i].reply;
  }
  EXPECT_THAT(outcomes[0].reply, HasSubstr("550 5.1.1 no such user here"));
  EXPECT_EQ(world_->delivered_to("b@x.example"), envelope_.message);
}

TEST_P(MailTransports, AnAttemptLeavesNothingBehindForTheNext) {
  for (const auto& to : {"refused@x.example", "a@x.example", "later@x.example", "b@x.example"}) {
    envelope_.to = {to};
    envelope_.message = "Subject: " + std::string(to) + "\r\n\r\n";
    const bool good = std::string(to).size() == 11;
    EXPECT_EQ(transport_.send(envelope_).at(0).delivery == Delivery::kAccepted, good) << to;
    if (!good) continue;
    EXPECT_EQ(world_->delivered_to(to), envelope_.message);
    transport_.rest();
  }
}

TEST_P(MailTransports, NobodyToSendToIsNoOutcome) {
  envelope_.to.clear();
  EXPECT_TRUE(transport_.send(envelope_).empty());
}

INSTANTIATE_TEST_SUITE_P(Every, MailTransports,
                         ::testing::Values(Kind{"fake", [] { return std::unique_ptr<World>(new FakeWorld); }},
                                           Kind{"smtp", [] { return std::unique_ptr<World>(new SmtpWorld); }}),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace redrive::mail
