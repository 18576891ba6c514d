// Who wrote a mail. Nothing here may be taken for a person.
#include "mail/read/automatic.h"

#include "mail/read/bounce.h"
#include "tests/unit/mail_read/corpus_mail.h"

namespace redrive::mail {
namespace {

struct Case {
  std::string_view fields;
  Author author;
  std::string_view reason;
};

TEST(Automatic, ByHeader) {
  const Case cases[] = {
      {"Subject: Re: x\nIn-Reply-To: <RD-2026-000001.1@x>", Author::kPerson, ""},
      {"Auto-Submitted: no", Author::kPerson, ""},
      {"Precedence: first-class", Author::kPerson, ""},
      {"Return-Path: <a@b.example>", Author::kPerson, ""},
      {"Subject: Re: Automatic reply: x", Author::kPerson, ""},
      {"Auto-Submitted: Auto-Replied; owner-email=\"a@b\"", Author::kEcho,
       "Auto-Submitted: Auto-Replied; owner-email=\"a@b\""},
      {"Auto-Submitted: auto-notified", Author::kProgram, "Auto-Submitted: auto-notified"},
      {"Auto-Submitted: auto-generated", Author::kProgram, "Auto-Submitted: auto-generated"},
      {"Auto-Submitted: auto-generated\nIn-Reply-To: <x@y>", Author::kEcho,
       "Auto-Submitted: auto-generated, and it answers a mail"},
      {"Precedence: bulk", Author::kProgram, "Precedence: bulk"},
      {"Precedence: JUNK", Author::kProgram, "Precedence: JUNK"},
      {"Precedence: list", Author::kProgram, "Precedence: list"},
      {"Precedence: auto_reply", Author::kEcho, "Precedence: auto_reply"},
      {"X-Autoreply: yes", Author::kEcho, "x-autoreply: yes"},
      {"X-Autorespond: gone", Author::kEcho, "x-autorespond: gone"},
      {"X-Auto-Response-Suppress: OOF, AutoReply", Author::kProgram, "x-auto-response-suppress: OOF, AutoReply"},
      {"List-Id: NOC <noc.lists.example>", Author::kProgram, "list-id: NOC <noc.lists.example>"},
      {"Return-Path: <>", Author::kProgram, "Return-Path: <>"},
      {"Return-Path: <>\nReferences: <x@y>", Author::kEcho, "Return-Path: <>, and it answers a mail"},
      {"Subject: Out of Office: x", Author::kEcho, "Subject: Out of Office: x"},
      {"Subject: =?utf-8?q?R=C3=A9ponse_automatique?= : x", Author::kEcho, "Subject: Réponse automatique : x"},
      {"Subject: AUTO: Dana is out of the office (returning 3/5)", Author::kEcho,
       "Subject: AUTO: Dana is out of the office (returning 3/5)"},
      {"X-Redrive-Ticket: RD-2026-000001", Author::kEcho, "x-redrive-ticket: RD-2026-000001 (written by Redrive)"},
      {"Content-Type: multipart/report; report-type=disposition-notification; boundary=x", Author::kEcho,
       "a report: disposition-notification"},
      {"From: mailer-daemon@x.example", Author::kProgram, "From: mailer-daemon@x.example"},
  };
  for (const auto& c : cases) {
    const std::string from = c.fields.starts_with("From:") ? "" : "From: a@b.example\n";
    const auto by = author_of(read_text(from + std::string(c.fields) + "\n\n"));
    EXPECT_EQ(static_cast<int>(by.author), static_cast<int>(c.author)) << c.fields;
    EXPECT_EQ(lower_case(by.reason), lower_case(c.reason)) << c.fields;
  }
}

TEST(Automatic, InTheCorpus) {
  for (const auto* name :
       {"auto_vacation", "auto_exchange_absence", "bounce_postfix", "bounce_exchange", "bounce_exim"}) {
    EXPECT_EQ(author_of(corpus_mail(name)).author, Author::kEcho) << name;
  }
  for (const auto* name : {"bounce_qmail", "alert_nagios"})
    EXPECT_EQ(author_of(corpus_mail(name)).author, Author::kProgram) << name;
  for (const auto* name :
       {"reply_thunderbird", "reply_outlook", "reply_outlook_html", "reply_gmail", "reply_iphone", "reply_apple_html",
        "reply_k9", "reply_mutt", "reply_without_references", "alert_lines", "alert_json_attachment"}) {
    EXPECT_EQ(author_of(corpus_mail(name)).author, Author::kPerson) << name;
  }
}

}  // namespace
}  // namespace redrive::mail
