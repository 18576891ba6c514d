#include "mail/transport/smtp_text.h"

#include <gtest/gtest.h>

namespace redrive::mail {
namespace {

TEST(SmtpUrl, TakesItsThreeForms) {
  struct Case {
    const char* url;
    Security security;
    const char* host;
    int port;
  };
  for (const auto& [url, security, host, port] : {Case{"smtp://mail.example", Security::kPlain, "mail.example", 25},
                                                  Case{"smtp://127.0.0.1:2525", Security::kPlain, "127.0.0.1", 2525},
                                                  Case{"smtps://mail.example", Security::kTls, "mail.example", 465},
                                                  Case{"smtp+starttls://[::1]:587", Security::kStartTls, "::1", 587},
                                                  Case{"smtp+starttls://h", Security::kStartTls, "h", 587}}) {
    const auto server = parse_smtp_url(url);
    ASSERT_TRUE(server) << url;
    EXPECT_EQ(server->security, security) << url;
    EXPECT_EQ(server->host, host) << url;
    EXPECT_EQ(server->port, port) << url;
  }
}

TEST(SmtpUrl, RefusesTheRest) {
  for (const char* url : {"",
                          "mail.example",
                          "http://x",
                          "SMTP://x",
                          "smtp:/x",
                          "smtp://",
                          "smtp://:25",
                          "smtp://x:",
                          "smtp://x:0",
                          "smtp://x:65536",
                          "smtp://x:25x",
                          "smtp://x: 25",
                          "smtp://x:+25",
                          "smtp://x/",
                          "smtp://x:25/q",
                          "smtp://u:p@x",
                          "smtp://[::1",
                          "smtp://[x]",
                          "smtp://[::1]x",
                          "smtp://x y",
                          "smtp://x\r\ny",
                          "smtp://\xC3\xA9"}) {
    const auto server = parse_smtp_url(url);
    ASSERT_FALSE(server) << url;
    EXPECT_EQ(server.error().code, base::ErrorCode::kInvalid);
    EXPECT_NE(server.error().message.find("expected"), std::string::npos);
  }
}

TEST(SmtpReplies, MeanThis) {
  for (int code : {250, 251}) EXPECT_EQ(judge(code), Delivery::kAccepted) << code;
  for (int code : {550, 551, 552, 553, 554, 500, 501}) EXPECT_EQ(judge(code), Delivery::kRefused) << code;
  for (int code : {421, 450, 451, 452, 530, 535, 538, 0, -1, 354, 199, 600})
    EXPECT_EQ(judge(code), Delivery::kLater) << code;
}

TEST(SmtpReplies, Extensions) {
  const SmtpReply ehlo{250, "250-mail.example\n250-STARTTLS\n250-AUTH LOGIN PLAIN\n250 SIZE 100"};
  EXPECT_TRUE(offers(ehlo, "STARTTLS"));
  EXPECT_TRUE(offers(ehlo, "AUTH", "PLAIN"));
  EXPECT_FALSE(offers(ehlo, "AUTH", "CRAM-MD5"));
  EXPECT_FALSE(offers(ehlo, "START"));
  EXPECT_TRUE(offers({250, "250-x\r\n250 starttls\r\n"}, "STARTTLS"));
  EXPECT_FALSE(offers({250, "250 STARTTLS.example says hello"}, "STARTTLS"));
}

TEST(SmtpReplies, QueueIds) {
  const std::pair<std::string, std::string> cases[] = {
      {"250 2.0.0 Ok: queued as 4F2A1C", "4F2A1C"},
      {"250 2.0.0 Ok: queued as 4Xk-9_z.", "4Xk-9_z"},
      {"relay:25: Connection refused; then 250 2.0.0 Ok: queued as GOOD1", "GOOD1"},
      {"250 OK id=1pXyZa-0004Gh-2t", "1pXyZa-0004Gh-2t"},
      {"250 2.0.0 41A0BcDe012345 Message accepted for delivery", "41A0BcDe012345"},
      {"250 2.6.0 <RD-1@x> [InternalId=1234567, Hostname=EX1.example] Queued mail for delivery", "1234567"},
      {"250 2.0.0 OK", ""},
      {"250 Ok: queued as ", ""},
      {"message accepted", ""},
      {" message accepted", ""},
      {"250 queued as " + std::string(100, 'x'), ""},
      {"", ""}};
  for (const auto& [reply, id] : cases) EXPECT_EQ(queue_id(reply), id) << reply;
}

TEST(SmtpData, HasOnlyCrLfAndStuffedDots) {
  const std::pair<std::string, std::string> cases[] = {
      {"", ""},
      {"a", "a\r\n"},
      {"a\r\nb\r\n", "a\r\nb\r\n"},
      {"a\nb", "a\r\nb\r\n"},
      {"a\rb", "a\r\nb\r\n"},
      {".\r\n", "..\r\n"},
      {"a\n.\nQUIT\n", "a\r\n..\r\nQUIT\r\n"},  // no smuggled end
      {"a\n.\r\nMAIL FROM:<x>\r\n", "a\r\n..\r\nMAIL FROM:<x>\r\n"},
      {"a\r.\r\nb", "a\r\n..\r\nb\r\n"},
      {"a\r\r\nb", "a\r\n\r\nb\r\n"},
      {"..x\r\n.y", "...x\r\n..y\r\n"},
      {"a.b\r\n", "a.b\r\n"},
  };
  for (const auto& [in, out] : cases) EXPECT_EQ(smtp_data(in), out);
}

}  // namespace
}  // namespace redrive::mail
