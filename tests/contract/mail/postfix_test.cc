// A real Postfix as a submission service, with TLS and a login: what is scripted elsewhere is what it does. Needs root.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "mail/transport/smtp_transport.h"
#include "tests/contract/mail/certificate.h"
#include "tests/contract/mail/smtp_server.h"

namespace redrive::mail {
namespace {

using ::testing::HasSubstr;

class Postfix : public ::testing::Test {
 protected:
  Postfix() {
    std::string pattern = "/tmp/redrive-postfix-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    std::filesystem::permissions(folder_, std::filesystem::perms(0755));  // Postfix works under other users
    std::filesystem::create_directory(folder_ / "server");
    make_certificate(folder_ / "tls", "IP:127.0.0.1");
    write("password", "geheim\n");
  }
  ~Postfix() override {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }
  // Why it cannot be started here, or nothing.
  std::string start(const std::string& mechanism) {
    try {
      server_.emplace(std::vector<std::string>{(folder_ / "server").string(), (folder_ / "tls.pem").string(),
                                               "redrive:geheim", mechanism},
                      "tests/contract/mail/postfix_server.py");
      return {};
    } catch (const std::runtime_error& error) {
      if (std::string(error.what()).find("skip") == std::string::npos) throw;
      return error.what();
    }
  }
  std::vector<RecipientOutcome> send(const std::vector<std::string>& to, const std::string& password_file) {
    config::MailOptions options;
    options.smtp = {"smtp+starttls://127.0.0.1:" + std::to_string(server_->port())};
    options.ca_file = (folder_ / "tls.crt").string();
    options.user = "redrive";
    options.password_file = password_file;
    options.timeout = std::chrono::seconds(30);
    return (*open_mail_transport(options))
        ->send({"redrive@noc.example", to, "Subject: hello\r\n\r\n.\r\n..two\r\nend\r\n"});
  }
  std::vector<RecipientOutcome> send(const std::vector<std::string>& to) {
    return send(to, write("password", "geheim\n"));
  }
  // Postfix delivers after it has answered, and tells nobody.
  std::string delivered_to(const std::string& name) const {
    for (int look = 0; look < 1000; ++look) {
      std::error_code none_yet;
      for (const auto& file :
           std::filesystem::directory_iterator(folder_ / "server" / "boxes" / name / "new", none_yet)) {
        std::ifstream in(file.path());
        return {std::istreambuf_iterator<char>(in), {}};
      }
      ::poll(nullptr, 0, 10);
    }
    return {};
  }

  std::filesystem::path folder_;
  std::optional<SmtpServerProcess> server_;
};

TEST_F(Postfix, TakesAMailFromWhoLogsInAndNamesItsQueueId) {
  if (const auto why = start("plain"); !why.empty()) GTEST_SKIP() << why;
  const auto outcomes = send({"pune@noc.example", "nobody@noc.example"});
  EXPECT_EQ(outcomes.at(0).delivery, Delivery::kAccepted) << outcomes[0].reply;
  EXPECT_FALSE(outcomes[0].queue_id.empty());
  EXPECT_THAT(outcomes[0].reply, HasSubstr("queued as " + outcomes[0].queue_id));
  EXPECT_EQ(outcomes[0].relay, "127.0.0.1:" + std::to_string(server_->port()));
  EXPECT_EQ(outcomes.at(1).delivery, Delivery::kRefused) << outcomes[1].reply;
  EXPECT_THAT(outcomes[1].reply, HasSubstr("User unknown"));
  const std::string mail = delivered_to("pune");
  EXPECT_THAT(mail, HasSubstr("\nSubject: hello\n"));
  EXPECT_THAT(mail, HasSubstr("\n\n.\n..two\nend\n"));
  EXPECT_THAT(mail, HasSubstr("id " + outcomes[0].queue_id)) << "under which a person finds it in Postfix's log";
}

TEST_F(Postfix, TakesAuthLogin) {
  if (const auto why = start("login"); !why.empty()) GTEST_SKIP() << why;
  const auto outcome = send({"shift@noc.example"}).at(0);
  EXPECT_EQ(outcome.delivery, Delivery::kAccepted) << outcome.reply;
}

TEST_F(Postfix, KeepsTheMailOfWhoDoesNotLogIn) {
  if (const auto why = start("plain"); !why.empty()) GTEST_SKIP() << why;
  const auto outcome = send({"pune@noc.example"}, write("wrong", "falsch\n")).at(0);
  EXPECT_EQ(outcome.delivery, Delivery::kLater);
  EXPECT_THAT(outcome.reply, HasSubstr("did not accept user and password: 535"));
}

}  // namespace
}  // namespace redrive::mail
