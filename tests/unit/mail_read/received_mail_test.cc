// Raw bytes as a mail: what real programs send, and what nobody should.
#include "mail/read/received_mail.h"

#include "mail/read/decoding.h"
#include "mail/read/limits.h"
#include "tests/unit/mail_read/corpus_mail.h"

namespace redrive::mail {
namespace {

using ::testing::Test;

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

bool has_fault(const ReceivedMail& mail, std::string_view words) {
  return std::ranges::any_of(mail.faults,
                             [&](const std::string& fault) { return fault.find(words) != std::string::npos; });
}

constexpr std::string_view kPlain = "From: a@b.example\nSubject: s\n";

TEST(ReceivedMail, HeaderOfAReply) {
  const auto mail = corpus_mail("reply_outlook");
  EXPECT_EQ(mail.from, "Dana.Hill@mc-a.example");
  EXPECT_EQ(mail.return_path, "dana.hill@mc-a.example");
  EXPECT_FALSE(mail.null_return_path);
  EXPECT_EQ(mail.recipients, std::vector<std::string>{"tickets@noc.example"});
  EXPECT_EQ(mail.subject, "RE: [RD-2026-000123] disk_full on ids-0079 (Pune)");
  EXPECT_EQ(mail.message_id, "<AM0PR01MB1234ABCDEF@AM0PR01MB1234.prod.example>");
  EXPECT_EQ(mail.in_reply_to, std::vector<std::string>{"<RD-2026-000123.2@noc.example>"});
  EXPECT_EQ(mail.references,
            (std::vector<std::string>{"<RD-2026-000123.1@noc.example>", "<RD-2026-000123.2@noc.example>"}));
  ASSERT_TRUE(mail.date);
  EXPECT_EQ(base::format_rfc3339(*mail.date), "2026-03-02T08:20:11Z");
  EXPECT_EQ(mail.value("thread-index"), "AQHbi1x0Yl0x3k+0uUq1bJ0Jm5c0Rw==");
  EXPECT_TRUE(mail.has("x-ms-has-attach"));
  EXPECT_FALSE(mail.has("x-redrive-ticket"));
  EXPECT_TRUE(mail.text.starts_with("Hi,\n\nWrong centre – Pune belongs to mc-b since “Monday”.\n")) << mail.text;
  EXPECT_TRUE(mail.faults.empty()) << mail.faults[0];
}

TEST(ReceivedMail, TextsInTheirCharsetsAndEncodings) {
  EXPECT_TRUE(corpus_mail("reply_mutt").text.find("bånd 3 er full") != std::string::npos);
  EXPECT_EQ(corpus_mail("reply_k9").subject, "Re: [RD-2026-000123] disk_full on ids-0079 (München)");
  EXPECT_TRUE(corpus_mail("reply_gmail").text.starts_with("ACK! On my way, about 40 minutes — Ravi\n"));
  EXPECT_EQ(corpus_mail("reply_without_references").subject,
            "Re: AW: [Extern] [rd-2026-000123] disk_full on ids-0079 (Zażółć)");
  const auto html = corpus_mail("reply_outlook_html").text;
  EXPECT_TRUE(html.starts_with("Guten Morgen zusammen,\n\nIst behoben, Platte in München getauscht & geprüft.\n"))
      << html;
  EXPECT_TRUE(html.find("Von: Redrive NOC <tickets@noc.example>\nGesendet: ") != std::string::npos) << html;
}

TEST(ReceivedMail, ReportHasItsStatusAndWhatWasReturned) {
  const auto mail = corpus_mail("bounce_postfix");
  EXPECT_TRUE(mail.null_return_path);
  EXPECT_EQ(mail.report_type, "delivery-status");
  ASSERT_EQ(mail.delivery_status.size(), 3U);
  EXPECT_EQ(*find_value(mail.delivery_status[1], "diagnostic-code"),
            "smtp; 550 5.1.1 <mc-a@pune.example>: Recipient address rejected: User unknown");
  EXPECT_EQ(*find_value(mail.returned, "message-id"), "<RD-2026-000123.1@noc.example>");
  EXPECT_TRUE(mail.json.empty());  // what it returns was said by another mail
}

struct TextCase {
  std::string_view what, mail, text, fault;  // no fault expected where it is empty
};

TEST(ReceivedMail, TakesWhatIsBroken) {
  const TextCase cases[] = {
      {"header only", "From: a@b.example", "", ""},
      {"no closing boundary", "From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nhello\n",
       "hello\n", "its closing boundary is missing"},
      {"boundary that never stands", "From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\nhello\n", "",
       "its boundary never stands"},
      {"no boundary", "From: a@b.example\nContent-Type: multipart/mixed\n\nhello\n", "hello\n",
       "without a usable boundary"},
      {"unclosed inner",
       "From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
       "Content-Type: multipart/alternative; boundary=xy\n\n--xy\n\none\n--x\n\ntwo\n--x--\n",
       "one\ntwo", "part 1: its closing"},
      {"broken base64", "From: a@b.example\nContent-Transfer-Encoding: base64\n\naGVs!!bG8h\n", "hello!",
       "not all of it is base64"},
      {"broken quoted-printable", "From: a@b.example\nContent-Transfer-Encoding: quoted-printable\n\na=ZZb=\nc =3D\n",
       "a=ZZbc =\n", ""},
      {"unknown encoding", "From: a@b.example\nContent-Transfer-Encoding: x-none\n\na=41\n", "a=41\n", ""},
      {"unknown charset", "From: a@b.example\nContent-Type: text/plain; charset=x-klingon\n\ngr\xFC\xDF\n", "grüß\n",
       "does not fit its charset"},
      {"no charset, 8 bit", "From: a@b.example\n\ngr\xFC\xDF\n", "grüß\n", "does not fit its charset"},
      {"charset that does not fit", "From: a@b.example\nContent-Type: text/plain; charset=iso-2022-jp\n\n\xFF\xFE\n",
       "\xEF\xBF\xBD\xEF\xBF\xBD\n", "does not fit its charset"},
      {"windows-1252 called Latin-1", "From: a@b.example\nContent-Type: text/plain; charset=iso-8859-1\n\n\x93x\x94\n",
       "“x”\n", ""},
      {"bare CR in the text", "From: a@b.example\n\none\rtwo\r\nthree", "one\ntwo\nthree", ""},
      {"line that is no field", "From: a@b.example\nhello there\nmore\n", "hello there\nmore\n", "line 2 is no field"},
      {"spaces before the colon", "From : a@b.example\n\nx\n", "x\n", ""},
      {"mailbox line before it", "From nagios@mon Mon Mar  2 00:02:13 2026\nFrom: a@b.example\n\nx\n", "x\n", ""},
      {"content type without sense", "From: a@b.example\nContent-Type: text\n\nx\n", "x\n", ""},
      {"attachment is no text", "From: a@b.example\nContent-Disposition: attachment; filename=x\n\nx\n", "", ""},
      {"blank plain text beside HTML",
       "From: a@b.example\nContent-Type: multipart/alternative; boundary=x\n\n--x\n\n \n--x\n"
       "Content-Type: text/html\n\n<p>said</p>\n--x--\n",
       "said\n\n", ""},
      {"HTML, then a footer",
       "From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
       "Content-Type: text/html\n\n<p>said</p>\n--x\n\nfooter\n--x--\n",
       "said\n\nfooter", ""},
      {"no From", "Subject: x\n\nx\n", "x\n", "From names no address"},
  };
  for (const auto& c : cases) {
    const auto mail = read_text(c.mail);
    EXPECT_EQ(mail.text, c.text) << c.what;
    EXPECT_TRUE(c.fault.empty() ? mail.faults.empty() : has_fault(mail, c.fault))
        << c.what << ": " << (mail.faults.empty() ? "no fault" : mail.faults[0]);
  }
}

TEST(ReceivedMail, NulBytesAreSpaces) {
  std::string text(kPlain);
  text[8] = '\0';
  text += "X-A: one";
  text += std::string("\0two\n\nhe\0llo\n", 13);
  const auto mail = read_text(text);
  EXPECT_EQ(mail.value("x-a"), "one two");
  EXPECT_EQ(mail.text, "he llo\n");
  EXPECT_TRUE(has_fault(mail, "NUL"));
}

TEST(ReceivedMail, DecodedWordsCannotEndAHeader) {
  const auto mail = read_text(
      "From: =?utf-8?q?x=0D=0ABcc=3A_evil?= <a@b.example>\nSubject: =?utf-8?q?a=0D=0ABcc:_x=00y?= =?utf-8?B?4oCu?=z\n"
      "X-Cr: a\rSubject: forged\n\n");
  EXPECT_EQ(mail.from, "a@b.example");
  EXPECT_EQ(mail.subject.find_first_of(std::string_view("\r\n\0", 3)), std::string::npos);
  EXPECT_TRUE(mail.subject.starts_with("a Bcc: x")) << mail.subject;
  EXPECT_EQ(mail.subject.find("\xE2\x80\xAE"), std::string::npos);  // right-to-left override
  EXPECT_EQ(mail.value("x-cr"), "a Subject: forged");
  EXPECT_EQ(mail.value("bcc"), "");
  const auto report = read_text(
      "From: a@b.example\nContent-Type: multipart/report; boundary=x; report-type*=utf-8''a%0D%0Ab\n\n--x\n"
      "Content-Type: application/json; name*=utf-8''c%0Ad.json\n\n--x--\n");
  EXPECT_EQ(report.report_type, "a b");
  EXPECT_EQ(report.json.at(0).name, "c d.json");
}

TEST(ReceivedMail, UnusableSendersAreNone) {
  for (const auto* from : {"", "<>", "MAILER-DAEMON", "\"a b\"@c.example", "undisclosed:;", "j\xC3\xB6@x.example"}) {
    EXPECT_EQ(read_text("From: " + std::string(from) + "\n\n").from, "") << from;
  }
  EXPECT_EQ(read_text("From: \"Doe, J. <x@y.example>\" <Doe@EX.example>\n\n").from, "Doe@ex.example");
}

TEST(ReceivedMail, JsonPartsAreHandedOut) {
  const auto mail = corpus_mail("alert_json_attachment");
  ASSERT_EQ(mail.json.size(), 1U);
  EXPECT_EQ(mail.json[0].place, "part 2");
  EXPECT_EQ(mail.json[0].name, "failures.json");
  EXPECT_TRUE(mail.json[0].bytes.starts_with("[{\"id\": \"a-17\""));
  EXPECT_EQ(mail.text, "See the attachment.");
  EXPECT_EQ(read_text("From: a@b.example\nContent-Type: application/json\n\n{}").json.size(), 1U);
  const auto named = read_text("From: a@b.example\nContent-Type: text/plain; name*=utf-8''b%C3%BC.json\n\n{}");
  ASSERT_EQ(named.json.size(), 1U);
  EXPECT_EQ(named.json[0].name, "bü.json");
  EXPECT_EQ(named.text, "");
}

TEST(ReceivedMail, WhatIsNoMailSaysWhy) {
  const std::pair<std::string, std::string_view> cases[] = {
      {"", "an empty mail; expected a header"},
      {"\nSubject: x\n", "the first line is no header field; expected \"Name: value\""},
      {"hello\n", "the first line is no header field"},
      {repeated("a: b\n", kMaxFields + 1), "a header of more than 1000 fields"},
      {"a: " + std::string(kMaxHead, 'x'), "a header of 262147 bytes; at most 262144 are read"},
      {std::string(kPlain) + "\n" + std::string(kMaxMail, 'x'), "at most 33554432 are read"},
      {"\xFF\xFE\x80garbage\x01\x02", "the first line is no header field"},
  };
  for (const auto& [text, error] : cases) {
    const auto mail = read_mail(text);
    ASSERT_FALSE(mail) << error;
    EXPECT_EQ(mail.error().code, base::ErrorCode::kInvalid);
    EXPECT_NE(mail.error().message.find(error), std::string::npos) << mail.error().message;
  }
}

TEST(ReceivedMail, TenThousandPartsAreNotTaken) {
  const auto mail =
      read_text(std::string(kPlain) + "Content-Type: multipart/mixed; boundary=x\n\n" + repeated("--x\n\nt\n", 10'000));
  EXPECT_TRUE(has_fault(mail, "more than 500 parts; the rest is left out"));
  EXPECT_EQ(std::ranges::count(mail.text, 't'), static_cast<std::ptrdiff_t>(kMaxParts));
}

TEST(ReceivedMail, PartsInsideEachOtherEndSomewhere) {
  std::string text(kPlain);
  for (int i = 0; i < 5000; ++i) text += fmt::format("Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n", i);
  EXPECT_TRUE(has_fault(read_text(text), "it lies deeper than 16 parts; left out"));
  text = kPlain;
  text += repeated("Content-Type: message/rfc822\n\n", 5000);
  EXPECT_TRUE(has_fault(read_text(text), "it lies deeper than 16 parts; left out"));
}

TEST(ReceivedMail, HoldsNoMoreThanItSays) {
  const auto long_text = read_text(std::string(kPlain) + "\n" + repeated("ü", kMaxText));
  EXPECT_LE(long_text.text.size(), kMaxText);
  EXPECT_TRUE(long_text.text.ends_with("ü"));
  EXPECT_TRUE(has_fault(long_text, "its text is longer than"));
  const auto ids = read_text(std::string(kPlain) + "References: " + repeated("<a@b>", 3000) + "\n\n");
  EXPECT_EQ(ids.references, std::vector<std::string>{"<a@b>"});
  std::string many(kPlain);
  for (int i = 0; i < 5000; ++i) many += fmt::format("{}<{}@b>\n", i == 0 ? "References: " : " ", i);
  EXPECT_EQ(read_text(many).references.size(), kMaxIds);
  std::string faults = std::string(kPlain) + "Content-Type: multipart/mixed; boundary=x\n\n";
  faults += repeated("--x\nContent-Type: multipart/mixed\n\n", 300) + "--x--\n";
  EXPECT_EQ(read_text(faults).faults.size(), kMaxFaults);
  const std::string big = "--x\nContent-Type: application/json\n\n" + std::string(kMaxJson / 2 + 1, ' ') + "\n";
  const auto json =
      read_text(std::string(kPlain) + "Content-Type: multipart/mixed; boundary=x\n\n" + big + big + "--x--\n");
  EXPECT_EQ(json.json.size(), 1U);
  EXPECT_TRUE(has_fault(json, "part 2: left out"));
}

TEST(ReceivedMail, DatesThatAreNone) {
  EXPECT_FALSE(mail_time("yesterday"));
  EXPECT_FALSE(mail_time("Mon, 02 Mar 99999 00:02:13 +0000"));
  EXPECT_FALSE(mail_time("Thu, 01 Jan 1970 00:00:00 +0000"));
  EXPECT_EQ(base::format_rfc3339(*mail_time("2 Mar 2026 05:32 +0530")), "2026-03-02T00:02:00Z");
}

TEST(HeadForPeople, IsDecodedOnlyWhereAsked) {
  const std::string raw =
      "From noc Mon Mar  2 00:05:00 2026\nSubject: =?utf-8?q?J=C3=B6rg?=\n =?utf-8?q?_x?=\nX-B:\tc\n\nd: e\n";
  EXPECT_EQ(read_head(raw, true), (std::vector<RawField>{{"Subject", "J\xC3\xB6rg x"}, {"X-B", "c"}}));
  EXPECT_EQ(read_head(raw, false),
            (std::vector<RawField>{{"Subject", "=?utf-8?q?J=C3=B6rg?= =?utf-8?q?_x?="}, {"X-B", "c"}}));
}

TEST(HeadForPeople, EndsAtTheFirstLineThatIsNone) {
  for (const bool decoded : {false, true}) {
    EXPECT_TRUE(read_head("", decoded).empty());
    EXPECT_EQ(read_head("A: b\nC:\nno header\nD: e\n", decoded), (std::vector<RawField>{{"A", "b"}, {"C", ""}}));
    EXPECT_TRUE(read_head("A b: c\r\n", decoded).empty());
    EXPECT_EQ(read_head("A: b", decoded).size(), 1U);
  }
}

TEST(HeadForPeople, IsBounded) {
  const std::string many = repeated("A: b\r\n", 10'000), folded = "A: b\r\n" + repeated(" xxxxxxxxxx\r\n", 10'000);
  for (const bool decoded : {false, true}) {
    EXPECT_EQ(read_head(many, decoded).size(), 200U);
    EXPECT_LE(read_head(folded, decoded).at(0).value.size(), 2000U);
    EXPECT_EQ(read_head("A: \x01\xff\x1b[1m\r\n", decoded).at(0).value.find('\x1b'), std::string::npos);
  }
}

}  // namespace
}  // namespace redrive::mail
