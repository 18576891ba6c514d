// What mail servers say became of ours.
#include "mail/read/bounce.h"

#include "tests/unit/mail_read/corpus_mail.h"

namespace redrive::mail {
namespace {

const std::string kId = "<RD-2026-000123.1@noc.example>";

TEST(Bounce, OfPostfix) {
  const auto bounce = read_bounce(corpus_mail("bounce_postfix"));
  ASSERT_TRUE(bounce);
  EXPECT_TRUE(bounce->standard);
  EXPECT_EQ(bounce->message_id, kId);
  EXPECT_EQ(bounce->recipients, (std::vector<BouncedRecipient>{
                                    {"mc-a@pune.example", BounceAction::kFailed, "5.1.1",
                                     "550 5.1.1 <mc-a@pune.example>: Recipient address rejected: User unknown"},
                                    {"boss@pune.example", BounceAction::kDelayed, "4.2.2", "452 4.2.2 Mailbox full"}}));
}

TEST(Bounce, OfExchange) {
  const auto bounce = read_bounce(corpus_mail("bounce_exchange"));
  ASSERT_TRUE(bounce);
  EXPECT_TRUE(bounce->standard);
  EXPECT_EQ(bounce->message_id, kId);
  ASSERT_EQ(bounce->recipients.size(), 1U);
  EXPECT_EQ(bounce->recipients[0].address, "dana@mc-a.example");
  EXPECT_EQ(bounce->recipients[0].status, "5.1.10");
}

TEST(Bounce, InPlainWords) {
  const auto exim = read_bounce(corpus_mail("bounce_exim"));
  ASSERT_TRUE(exim);
  EXPECT_FALSE(exim->standard);
  EXPECT_EQ(exim->message_id, kId);
  ASSERT_EQ(exim->recipients.size(), 2U);
  EXPECT_EQ(exim->recipients[1].address, "boss@pune.example");
  EXPECT_EQ(exim->recipients[1].action, BounceAction::kFailed);
  const auto qmail = read_bounce(corpus_mail("bounce_qmail"));
  ASSERT_TRUE(qmail);
  EXPECT_EQ(qmail->message_id, kId);
  EXPECT_EQ(qmail->recipients, (std::vector<BouncedRecipient>{{"", BounceAction::kFailed, "", ""}}));
  const auto delay = read_bounce(corpus_mail("bounce_delay_warning"));
  ASSERT_TRUE(delay);
  EXPECT_EQ(delay->recipients.at(0).action, BounceAction::kDelayed);
}

TEST(Bounce, OnlyFromServersAboutOurs) {
  const std::string about = "\n\nMessage-ID: <RD-2026-000123.1@noc.example>\n";
  EXPECT_FALSE(read_bounce(read_text("From: person@x.example\nSubject: failure" + about)));
  EXPECT_FALSE(read_bounce(read_text("From: mailer-daemon@x.example\nSubject: failure\n\n<someone@else>\n")));
  EXPECT_TRUE(read_bounce(read_text("From: MAILER-DAEMON\nSubject: failure" + about)));
  EXPECT_TRUE(read_bounce(read_text("From: Postmaster@x.example\nSubject: failure" + about)));
  for (const auto* name :
       {"reply_thunderbird", "reply_outlook", "auto_exchange_absence", "auto_vacation", "alert_nagios"}) {
    EXPECT_FALSE(read_bounce(corpus_mail(name))) << name;
  }
}

TEST(Bounce, StatusOfOthersIsToldWithoutOurId) {
  const std::string head =
      "From: x@y.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
      "Content-Type: message/delivery-status\n\n";
  const auto never_sent = read_bounce(
      read_text(head + "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\nAction: FAILED (x)\n--b--\n"));
  ASSERT_TRUE(never_sent);
  EXPECT_EQ(never_sent->message_id, "");
  EXPECT_EQ(never_sent->recipients.at(0).address, "a@b.example");
  EXPECT_FALSE(
      read_bounce(read_text(head + "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b\nAction: guessed\n--b--\n")));
  const auto broken =
      read_bounce(read_text(head + "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\nDiagnostic-Code: "
                                   "smtp; 550\nno such user\nAction: failed\n--b--\n"));
  ASSERT_TRUE(broken);
  EXPECT_EQ(broken->recipients.at(0), (BouncedRecipient{"a@b.example", BounceAction::kFailed, "", "550"}));
  std::string many = head + "Reporting-MTA: dns; x\n\n";
  for (int i = 0; i < 1000; ++i) many += "Final-Recipient: rfc822; a@b\nAction: failed\n\n";
  EXPECT_EQ(read_bounce(read_text(many))->recipients.size(), 100U);
}

}  // namespace
}  // namespace redrive::mail
