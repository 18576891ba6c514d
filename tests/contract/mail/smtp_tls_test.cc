// Encrypted mail: the certificate's chain and name are verified before anything is said, passwords cross only then.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "mail/transport/smtp_transport.h"
#include "tests/contract/mail/certificate.h"
#include "tests/contract/mail/scripted_server.h"
#include "tests/contract/mail/smtp_server.h"

namespace redrive::mail {
namespace {

using ::testing::HasSubstr;

class SmtpTls : public ::testing::TestWithParam<std::string> {
 protected:
  static void SetUpTestSuite() {
    std::string pattern = "/tmp/redrive-smtp-tls-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    make_certificate(folder_ / "good", "IP:127.0.0.1");
    make_certificate(folder_ / "other", "DNS:other.example");
    std::ofstream(folder_ / "password") << "geheim\n";
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder_); }

  config::MailOptions options(int port, const std::string& ca) const {
    config::MailOptions out;
    out.smtp = scheme() + "://127.0.0.1:" + std::to_string(port);
    out.ca_file = (folder_ / (ca + ".crt")).string();
    out.user = "redrive";
    out.password_file = (folder_ / "password").string();
    out.timeout = std::chrono::seconds(30);
    return out;
  }
  virtual std::string scheme() const { return GetParam(); }
  std::vector<std::string> arguments(const std::string& certificate) const {
    return {"--pem", (folder_ / (certificate + ".pem")).string(), scheme() == "smtps" ? "--smtps" : "--starttls",
            "--auth", "redrive:geheim"};
  }
  RecipientOutcome send(const config::MailOptions& with) {
    auto transport = open_mail_transport(with);
    if (!transport) throw std::runtime_error(transport.error().message);
    return (*transport)->send({"redrive@x.example", {"a@x.example"}, "Subject: x\r\n\r\n"}).at(0);
  }

  static inline std::filesystem::path folder_;
};

TEST_P(SmtpTls, LogsInAndDelivers) {
  SmtpServerProcess server(arguments("good"));
  const auto outcome = send(options(server.port(), "good"));
  EXPECT_EQ(outcome.delivery, Delivery::kAccepted) << outcome.reply;
  const auto login = server.next_event();
  EXPECT_EQ(login["event"], "login");
  EXPECT_EQ(login["user"], "redrive");
}

// Poco by itself accepted a certificate of another host here and sent the password.
TEST_P(SmtpTls, ACertificateOfAnotherHostGetsNothing) {
  SmtpServerProcess server(arguments("other"));
  const auto outcome = send(options(server.port(), "other"));
  EXPECT_EQ(outcome.delivery, Delivery::kLater);
  EXPECT_THAT(outcome.reply, HasSubstr("ertificate"));
  EXPECT_TRUE(server.end().empty()) << "neither a login nor a sender may reach it";
}

TEST_P(SmtpTls, AnUntrustedCertificateGetsNothing) {
  SmtpServerProcess server(arguments("good"));
  const auto outcome = send(options(server.port(), "other"));
  EXPECT_EQ(outcome.delivery, Delivery::kLater);
  EXPECT_THAT(outcome.reply, HasSubstr("certificate verify failed"));
  EXPECT_TRUE(server.end().empty());
}

TEST_P(SmtpTls, AWrongPasswordKeepsTheMail) {
  SmtpServerProcess server(arguments("good"));
  std::ofstream(folder_ / "wrong") << "falsch\n";
  auto with = options(server.port(), "good");
  with.password_file = (folder_ / "wrong").string();
  const auto outcome = send(with);
  EXPECT_EQ(outcome.delivery, Delivery::kLater);
  EXPECT_THAT(outcome.reply, HasSubstr("did not accept user and password"));
  EXPECT_THAT(outcome.reply, Not(HasSubstr("falsch")));
}

TEST_P(SmtpTls, AServerThatSaysNothingMeetsTheDeadline) {
  ScriptedServer server({[](Peer& peer) { peer.until_gone(); }});
  auto with = options(server.port(), "good");
  with.timeout = std::chrono::milliseconds(300);
  EXPECT_EQ(send(with).delivery, Delivery::kLater);
}

INSTANTIATE_TEST_SUITE_P(Both, SmtpTls, ::testing::Values("smtps", "smtp+starttls"),
                         [](const auto& one) { return one.param == "smtps" ? "smtps" : "starttls"; });

class SmtpStartTls : public SmtpTls {};

TEST_P(SmtpStartTls, IsRequired) {
  SmtpServerProcess plain;
  EXPECT_THAT(send(options(plain.port(), "good")).reply,
              HasSubstr("STARTTLS is required and the server does not offer it"));
  EXPECT_TRUE(plain.end().empty());
  ScriptedServer refusing({[](Peer& peer) {
    peer.say("220 x\r\n");
    peer.hear();
    peer.say("250 STARTTLS\r\n");
    peer.hear();
    peer.say("454 4.7.0 TLS not available\r\n");
    peer.until_gone();
  }});
  const auto outcome = send(options(refusing.port(), "good"));
  EXPECT_EQ(outcome.delivery, Delivery::kLater);
  EXPECT_THAT(outcome.reply, HasSubstr("454 4.7.0"));
}

// CVE-2011-0411: a reply in clear behind the answer to STARTTLS must not count as one under TLS.
TEST_P(SmtpStartTls, DropsWhatWasInjectedBefore) {
  SmtpServerProcess server({"--inject", "--pem", (folder_ / "good.pem").string()});
  const auto outcome = send(options(server.port(), "good"));
  EXPECT_EQ(outcome.delivery, Delivery::kLater);
  EXPECT_THAT(outcome.reply, HasSubstr("offers no AUTH PLAIN: 250 hello again"));
  for (const auto& event : server.end()) EXPECT_THAT(event["text"], Not(HasSubstr("AUTH")));
}

INSTANTIATE_TEST_SUITE_P(Only, SmtpStartTls, ::testing::Values("smtp+starttls"),
                         [](const auto&) { return "starttls"; });

TEST(OpenMailTransport, RefusesWhatCannotWork) {
  const auto refused = [](auto change) {
    config::MailOptions options;
    change(options);
    const auto opened = open_mail_transport(options);
    return !opened && opened.error().code == base::ErrorCode::kInvalid ? opened.error().message
                                                                       : std::string("was taken");
  };
  EXPECT_THAT(refused([](auto& o) { o.smtp = "mail.example"; }), HasSubstr("unknown scheme"));
  EXPECT_THAT(refused([](auto& o) { o.user = "x"; }), HasSubstr("in clear"));
  EXPECT_THAT(refused([](auto& o) { o.smtp = "smtps://x", o.user = "x", o.password_file = "/nonexistent"; }),
              HasSubstr("/nonexistent"));
  EXPECT_THAT(refused([](auto& o) { o.smtp = "smtps://x", o.ca_file = "/nonexistent"; }), HasSubstr("/nonexistent"));
}

}  // namespace
}  // namespace redrive::mail
