// What is told to whom while logging in: exactly what was asked for, and nothing to a server that asks strangely.
#include "mail/transport/smtp_login.h"

#include <Poco/Net/NetException.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/compose/transfer_encoding.h"

namespace redrive::mail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const SmtpReply kPlain{250, "250-x\n250 AUTH PLAIN LOGIN"}, kLoginOnly{250, "250-x\n250 AUTH LOGIN XOAUTH2"};

class SmtpLogIn : public ::testing::Test {
 protected:
  // Logs in at a server that answers with these, one after the other; what went wrong, or nothing.
  std::string log_in_with(std::vector<std::string> replies, const SmtpReply& ehlo = kLoginOnly) {
    said_.clear();
    std::size_t next = 0;
    const auto say = [&](const std::string& line) {
      said_.push_back(line);
      const std::string text = next < replies.size() ? replies[next++] : "500 no more";
      return SmtpReply{std::stoi(text), text};
    };
    try {
      log_in({"redrive", "geheim"}, ehlo, say);
      return {};
    } catch (const Poco::Net::NetException& error) {
      return error.message();
    }
  }
  static std::string asks(const std::string& text) { return "334 " + base64(text); }

  std::vector<std::string> said_;
};

TEST_F(SmtpLogIn, PlainWhereItIsOffered) {
  EXPECT_EQ(log_in_with({"235 ok"}, kPlain), "");
  EXPECT_THAT(said_, ElementsAre("AUTH PLAIN " + base64(std::string("\0redrive\0geheim", 15))));
}

TEST_F(SmtpLogIn, LoginWhereThatIsAll) {
  for (const auto& [user, password] :
       {std::pair("Username:", "Password:"), {"User Name", "Password"}, {"USERNAME", "passwd:"}}) {
    EXPECT_EQ(log_in_with({asks(user), asks(password), "235 ok"}), "");
    EXPECT_THAT(said_, ElementsAre("AUTH LOGIN", base64("redrive"), base64("geheim")));
  }
}

// Poco took this for a success without having said anything.
TEST_F(SmtpLogIn, AuthLoginWithStrangeChallenges) {
  for (const std::string& first : {asks("Password:"), asks("Token:"), asks(""), std::string("334 "), std::string("334"),
                                   std::string("334 Username:")}) {
    EXPECT_THAT(log_in_with({first, "501 cancelled"}), HasSubstr("does not ask for the user")) << first;
    EXPECT_THAT(said_, ElementsAre("AUTH LOGIN", "*")) << first;
  }
  EXPECT_THAT(log_in_with({asks("Username:"), asks("Username:")}), HasSubstr("does not ask for the pass"));
  EXPECT_THAT(said_, ElementsAre("AUTH LOGIN", base64("redrive"), "*"));
}

TEST_F(SmtpLogIn, ASuccessNobodyWaitedForIsNone) {
  EXPECT_THAT(log_in_with({"235 welcome"}), HasSubstr("did not accept"));
  EXPECT_THAT(log_in_with({asks("Username:"), "235 welcome"}), HasSubstr("did not accept"));
  EXPECT_THAT(log_in_with({asks("Username:"), asks("Password:"), "250 ok"}), HasSubstr("did not accept"));
  EXPECT_THAT(log_in_with({"334 "}, kPlain), HasSubstr("did not accept"));
}

TEST_F(SmtpLogIn, AnErrorNeverHoldsThePassword) {
  const std::string whole = base64(std::string("\0redrive\0geheim", 15));
  for (const auto& echoed : {std::string("geheim"), base64("geheim"), whole}) {
    const std::string why = log_in_with({"535 5.7.8 bad: " + echoed}, kPlain);
    EXPECT_THAT(why, HasSubstr("did not accept user and password: 535"));
    EXPECT_THAT(why, Not(HasSubstr(echoed)));
  }
}

TEST_F(SmtpLogIn, AuthNotOffered) {
  EXPECT_THAT(log_in_with({}, {250, "250-x\n250 AUTH CRAM-MD5"}), HasSubstr("neither AUTH PLAIN nor AUTH LOGIN"));
  EXPECT_TRUE(said_.empty());
}

}  // namespace
}  // namespace redrive::mail
