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
    make_expired("expired", "IP:127.0.0.1");
    std::ofstream(folder_ / "password") << "geheim\n";
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder_); }

  // A certificate as make_certificate makes one, but its time was over long ago.
  static void make_expired(const std::string& name, const std::string& alternative) {
    std::ofstream(folder_ / "ca.cnf")
        << "[ca]\ndefault_ca = d\n[d]\ndatabase = index\nserial = serial\nnew_certs_dir = .\n"
           "default_md = sha256\npolicy = p\nx509_extensions = e\n[p]\ncommonName = supplied\n"
           "[e]\nsubjectAltName = "
        << alternative << "\n";
    const std::string command = "cd " + folder_.string() +
                                " && : > index && echo 01 > serial && openssl req -new -newkey ec -pkeyopt "
                                "ec_paramgen_curve:prime256v1 -nodes -subj /CN=" +
                                name + " -keyout " + name + ".key -out " + name +
                                ".csr 2>/dev/null && openssl ca -batch -notext -selfsign -config ca.cnf -in " + name +
                                ".csr -keyfile " + name + ".key -out " + name +
                                ".crt -startdate 20200101000000Z -enddate 20200102000000Z 2>/dev/null && cat " + name +
                                ".crt " + name + ".key > " + name + ".pem";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl cannot make an expired certificate");
  }

  config::MailOptions options(int port, const std::string& ca) const {
    config::MailOptions out;
    out.smtp = {scheme() + "://127.0.0.1:" + std::to_string(port)};
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

TEST_P(SmtpTls, LogsInWithAuthLoginWhereThatIsAllTheServerOffers) {
  auto with = arguments("good");
  with.insert(with.end(), {"--without", "PLAIN"});
  SmtpServerProcess server(with);
  const auto outcome = send(options(server.port(), "good"));
  EXPECT_EQ(outcome.delivery, Delivery::kAccepted) << outcome.reply;
  EXPECT_EQ(server.next_event()["user"], "redrive");
}

// Poco by itself accepted a certificate of another host here and sent the password.
TEST_P(SmtpTls, ACertificateOfAnotherHost) {
  SmtpServerProcess server(arguments("other"));
  const auto outcome = send(options(server.port(), "other"));
  EXPECT_EQ(outcome.delivery, Delivery::kLater);
  EXPECT_THAT(outcome.reply, HasSubstr("ertificate"));
  EXPECT_TRUE(server.end().empty()) << "neither a login nor a sender may reach it";
}

TEST_P(SmtpTls, ACertificateNobodyTrusts) {
  SmtpServerProcess server(arguments("good"));
  const auto outcome = send(options(server.port(), "other"));
  EXPECT_EQ(outcome.delivery, Delivery::kLater);
  EXPECT_THAT(outcome.reply, HasSubstr("certificate verify failed"));
  EXPECT_TRUE(server.end().empty());
}

TEST_P(SmtpTls, AnExpiredCertificate) {
  SmtpServerProcess server(arguments("expired"));
  const auto outcome = send(options(server.port(), "expired"));
  EXPECT_EQ(outcome.delivery, Delivery::kLater);
  EXPECT_THAT(outcome.reply, HasSubstr("ertificate"));
  EXPECT_TRUE(server.end().empty()) << "neither a login nor a sender may reach it";
}

TEST_P(SmtpTls, Auth535) {
  SmtpServerProcess server(arguments("good"));
  std::ofstream(folder_ / "wrong") << "falsch\n";
  auto with = options(server.port(), "good");
  with.password_file = (folder_ / "wrong").string();
  const auto outcome = send(with);
  EXPECT_EQ(outcome.delivery, Delivery::kLater);
  EXPECT_THAT(outcome.reply, HasSubstr("did not accept user and password"));
  EXPECT_THAT(outcome.reply, Not(HasSubstr("falsch")));
}

TEST_P(SmtpTls, SilenceInTheTlsHandshake) {
  ScriptedServer server({[](Peer& peer) { peer.until_gone(); }});
  auto with = options(server.port(), "good");
  with.timeout = std::chrono::milliseconds(300);
  EXPECT_EQ(send(with).delivery, Delivery::kLater);
}

INSTANTIATE_TEST_SUITE_P(Both, SmtpTls, ::testing::Values("smtps", "smtp+starttls"),
                         [](const auto& one) { return one.param == "smtps" ? "smtps" : "starttls"; });

class SmtpStartTls : public SmtpTls {};

TEST_P(SmtpStartTls, StarttlsNotOffered) {
  SmtpServerProcess plain;
  EXPECT_THAT(send(options(plain.port(), "good")).reply,
              HasSubstr("STARTTLS is required and the server does not offer it"));
  EXPECT_TRUE(plain.end().empty());
}

TEST_P(SmtpStartTls, StarttlsRefused) {
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
TEST_P(SmtpStartTls, PlaintextInjectedBeforeTls) {
  SmtpServerProcess server({"--inject", "--pem", (folder_ / "good.pem").string()});
  const auto outcome = send(options(server.port(), "good"));
  EXPECT_EQ(outcome.delivery, Delivery::kLater);
  EXPECT_THAT(outcome.reply, HasSubstr("neither AUTH PLAIN nor AUTH LOGIN: 250 hello again"));
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
  EXPECT_THAT(refused([](auto& o) { o.smtp = {"mail.example"}; }), HasSubstr("unknown scheme"));
  EXPECT_THAT(refused([](auto& o) { o.user = "x"; }), HasSubstr("in clear"));
  EXPECT_THAT(refused([](auto& o) { o.smtp = {"smtps://x"}, o.user = "x", o.password_file = "/nonexistent"; }),
              HasSubstr("/nonexistent"));
  EXPECT_THAT(refused([](auto& o) { o.smtp = {"smtps://x"}, o.ca_file = "/nonexistent"; }), HasSubstr("/nonexistent"));
}

}  // namespace
}  // namespace redrive::mail
