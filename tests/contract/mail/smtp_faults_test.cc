// Each fault of a mail server has its outcome, alone and with another relay behind it. Deadlines are short where one
// ends the fault; outcomes are compared, never times.
#include "tests/contract/mail/smtp_faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/transport/smtp_transport.h"

namespace redrive::mail {
namespace {

using ::testing::HasSubstr;

class SmtpFaults : public ::testing::TestWithParam<SmtpFault> {
 protected:
  std::unique_ptr<MailTransport> dial(const std::vector<int>& ports) const {
    config::MailOptions options;
    options.smtp.clear();
    for (const int port : ports) options.smtp.push_back("smtp://127.0.0.1:" + std::to_string(port));
    options.timeout = GetParam().stalls ? base::Micros(std::chrono::milliseconds(300)) : std::chrono::seconds(30);
    return std::move(*open_mail_transport(options));
  }
  const Envelope envelope_{"redrive@x.example", {"a@x.example"}, "Subject: x\r\n\r\nbody\r\n"};
};

TEST_P(SmtpFaults, HasItsOutcome) {
  ScriptedServer server({GetParam().script});
  auto transport = dial({server.port()});
  const auto outcomes = transport->send(envelope_);
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(to_string(outcomes[0].delivery), to_string(GetParam().outcome)) << outcomes[0].reply;
  EXPECT_EQ(outcomes[0].concerns, GetParam().concerns) << outcomes[0].reply;
  EXPECT_THAT(outcomes[0].reply, HasSubstr(GetParam().said));
  EXPECT_LE(outcomes[0].reply.size(), 400u);
  EXPECT_EQ(outcomes[0].relay, "127.0.0.1:" + std::to_string(server.port()));
  transport.reset();
}

// The next relay is asked exactly where nothing can have been delivered and the answer was not about the mail itself.
TEST_P(SmtpFaults, TheNextRelayIsAskedOnlyWhereNothingCanHaveBeenDelivered) {
  const bool next = GetParam().outcome == Delivery::kLater && GetParam().concerns != Concerns::kMail;
  ScriptedServer first({GetParam().script}), second({take_a_mail});
  auto transport = dial({first.port(), second.port()});
  const auto outcome = transport->send(envelope_).at(0);
  transport.reset();
  second.join();
  EXPECT_EQ(second.connections(), next ? 1 : 0) << outcome.reply;
  EXPECT_EQ(to_string(outcome.delivery), to_string(next ? Delivery::kAccepted : GetParam().outcome)) << outcome.reply;
  EXPECT_EQ(outcome.relay, "127.0.0.1:" + std::to_string((next ? second : first).port()));
  EXPECT_THAT(outcome.reply, HasSubstr(next ? "; then 250 2.0.0 Ok: queued as GOOD1" : GetParam().said));
}

INSTANTIATE_TEST_SUITE_P(Scripted, SmtpFaults, ::testing::ValuesIn(smtp_faults().begin(), smtp_faults().end()),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace redrive::mail
