#include "mail/compose/ticket_mail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "mail/compose/templates.h"
#include "mail/compose/ticket_wording.h"
#include "tests/unit/mail/sample_ticket.h"

namespace redrive::mail {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// From the test environment, or the place it is run from.
std::string source_dir() {
  const char* dir = std::getenv("REDRIVE_SOURCE_DIR");
  return dir != nullptr ? dir : ".";
}

std::string text_of(const TicketMail& mail) {
  return shipped_templates().text.render(values_of(word_ticket(mail)));
}

std::string head_of(const std::string& message) {
  return message.substr(0, message.find("\r\n\r\n") + 2);
}

TEST(TicketMail, SubjectSaysWhatAndWhere) {
  TicketMail mail = sample_mail();
  EXPECT_EQ(subject(mail), "[RD-2026-000123] disk_full on ids-0079 (Pune)");
  mail.ticket.device = "dev-0079-17";
  const std::pair<model::Scope, const char*> scopes[] = {
      {model::Scope::kDevice, "[RD-2026-000123] disk_full on dev-0079-17 (Pune)"},
      {model::Scope::kSite, "[RD-2026-000123] disk_full at PUN024 (Pune)"},
      {model::Scope::kPackage, "[RD-2026-000123] disk_full of package pkg06-6.7"},
      {model::Scope::kFleet, "[RD-2026-000123] disk_full across the fleet"}};
  mail.ticket.package = "pkg06-6.7";
  for (const auto& [scope, text] : scopes) {
    mail.ticket.scope = scope;
    EXPECT_EQ(subject(mail), text);
  }
  mail.kind = MailKind::kClosed;
  EXPECT_EQ(subject(mail), "[RD-2026-000123] closed: disk_full across the fleet");
  mail.diverted_from = "pune@mc.example";
  EXPECT_EQ(subject(mail), "[shadow] [RD-2026-000123] closed: disk_full across the fleet");
}

TEST(TicketMail, LaterMailsStandUnderTheFirst) {
  TicketMail mail = sample_mail();
  EXPECT_THAT(head_of(compose(mail)), HasSubstr("\r\nMessage-ID: <RD-2026-000123.1@noc.example>\r\n"));
  EXPECT_THAT(compose(mail), Not(HasSubstr("In-Reply-To")));
  mail.thread = mail.message_id;
  EXPECT_THAT(head_of(compose(mail)), HasSubstr("In-Reply-To: <RD-2026-000123.1@noc.example>\r\n"
                                                "References: <RD-2026-000123.1@noc.example>\r\n"));
}

TEST(TicketMail, TextSaysWhatATechnicianAsks) {
  const std::string text = text_of(sample_mail());
  for (const char* said :
       {"Server ids-0079 as a whole: disk_full", "3 alerts so far.", "Pune (PUN024)", "82 Kings Way, Bldg 24, Pune",
        "2026-03-02 00:01:40 UTC (ticket opened 2026-03-02 00:02:13 UTC)",
        "dev-0079-17 (server ids-0079, job J-230354, package pkg06-6.7): disk_full: rsync: write failed",
        "limit is 2; PUN024 is served by mc-a", "why Maintenance Pune", "reply \"resolved\""}) {
    EXPECT_THAT(text, HasSubstr(said));
  }
  EXPECT_THAT(text, HasSubstr("\nHost: ids-0079\nService: disk_full\nState: CRITICAL\nAddress: ids-0079\n"));
  EXPECT_THAT(text, Not(HasSubstr("unverified")));
}

TEST(TicketMail, WhatFailedAgainIsSaidBeforeEverythingElse) {
  TicketMail mail = sample_mail();
  mail.again = {
      {"ids-0079", "J-230354", 3, 1, 1, true}, {"ids-0079", "J-230354", 2, 3, 5, false}, {"ids-7", "J-9", 2, 2}};
  const std::string line =
      "again: 1 of 1 device of ids-0079 failed again in run 3 of J-230354 so far; 3 of 5 devices of ids-0079 failed "
      "again in run 2 of J-230354; 2 devices of ids-7 failed again in run 2 of J-9.";
  const auto wording = word_ticket(mail);
  EXPECT_THAT(wording.notices, testing::Contains(line));
  EXPECT_EQ(wording.values.at("again"), line);
  mail.kind = MailKind::kClosed;
  EXPECT_EQ(word_ticket(mail).values.at("again"), "");
  mail.kind = MailKind::kUpdated;
  mail.again.assign(7, {"ids-7", "J-9", 2, 2});
  EXPECT_THAT(word_ticket(mail).values.at("again"), testing::EndsWith("run 2 of J-9; and 2 more runs."));
}

TEST(TicketMail, UnverifiedLocationIsSaidPlainly) {
  TicketMail mail = sample_mail();
  mail.ticket.location_verified = false;
  EXPECT_THAT(text_of(mail), HasSubstr("unverified"));
  mail.ticket.location.clear(), mail.location_name.clear();
  EXPECT_THAT(text_of(mail), HasSubstr("Location not known.\n  The alert says: \"82 Kings Way, Bldg 24, Pune\""));
}

TEST(TicketMail, ReportedAndCorrectedPlaceAreBothSaid) {
  TicketMail mail = sample_mail();
  EXPECT_THAT(text_of(mail),
              HasSubstr("Pune (PUN024)\n  The alert says: \"82 Kings Way, Bldg 24, Pune\"\n  Matched by its alias."));
  mail.ticket.location_source = {"similar", 87, "PUN025", "the reported location is taken for PUN024 (87 %)"};
  EXPECT_THAT(text_of(mail),
              HasSubstr("Matched by similarity (87 % sure); the reported location is taken for PUN024 (87 %)."));
  mail.ticket.location_source = {"device", 90, "", "the reported location is not in the table; State: OK"};
  EXPECT_THAT(text_of(mail), HasSubstr("Recorded in the inventory for the device; the reported location is not"));
  EXPECT_THAT(text_of(mail), HasSubstr("table; State : OK.")) << "nothing in it is taken for a field";
  mail.ticket.reported_location = "PUN024", mail.ticket.location_source = {"code", 100, "", ""};
  EXPECT_THAT(text_of(mail), Not(HasSubstr("Matched"))) << "nothing was corrected";
}

TEST(TicketMail, OnlyOffersRepliesWhereTheyAreRead) {
  TicketMail mail = sample_mail();
  mail.reply_to.clear();
  EXPECT_THAT(text_of(mail), HasSubstr("redrive tickets ack RD-2026-000123"));
  EXPECT_THAT(text_of(mail), Not(HasSubstr("Reply with")));
}

TEST(TicketMail, ClosedSaysWhatProvedIt) {
  TicketMail mail = sample_mail();
  mail.kind = MailKind::kClosed, mail.sequence = 2;
  mail.ticket.closed_at = at("2026-03-02T04:00:00Z");
  mail.ticket.closed_because = "J-230354 run 2 succeeded on dev-0079-17, dev-0079-18";
  EXPECT_THAT(text_of(mail), HasSubstr("Closed: what proved it\n  J-230354 run 2 succeeded"));
  EXPECT_THAT(text_of(mail), HasSubstr("\nHost: ids-0079\nService: disk_full\nState: OK\n"));
  mail.ticket.duplicate_of = "RD-2026-000120";
  EXPECT_THAT(text_of(mail), HasSubstr("the work goes on in RD-2026-000120"));
}

TEST(TicketMail, BoundsWhatItShows) {
  TicketMail mail = sample_mail();
  mail.failures.resize(500, mail.failures[0]);
  for (auto& failure : mail.failures) failure.message = std::string(10'000, 'm');
  EXPECT_THAT(text_of(mail), HasSubstr("and 485 more"));
  EXPECT_LT(text_of(mail).size(), 12'000u);
}

TEST(TicketMail, ADeviceCannotAnswerForTheFields) {
  TicketMail mail = sample_mail();
  mail.failures[0].message = "x\nState: OK\nHOST: other\nservice:y Address: z Date/Time: never";
  const std::string text = text_of(mail);
  EXPECT_EQ(text.find("State:"), text.rfind("State:"));
  EXPECT_THAT(text, HasSubstr("State : OK HOST : other service :y Address : z"));
}

TEST(TicketMail, HtmlEscapes) {
  TicketMail mail = sample_mail();
  mail.ticket.reason = "<script>alert(1)</script> & <img src=\"http://x/\">";
  const std::string html = shipped_templates().html.render(values_of(word_ticket(mail)));
  EXPECT_THAT(html, Not(HasSubstr("<script>")));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, HasSubstr("prefers-color-scheme"));
}

// Whatever the fields hold, the head has just the headers Redrive means to write, all 7-bit lines.
TEST(TicketMail, NoFieldCanAddAHeader) {
  const std::string values[] = {"a\r\nBcc: victim@x.example\r\n\r\nbody",
                                "a\nBcc: v@x",
                                "a\rBcc: v@x",
                                std::string("nul\0x\r\nBcc: y", 13),
                                "\x1B[2J\r\n.\r\nMAIL FROM:<x@y>",
                                "x@y.example\r\nBcc: v@x",
                                "=?utf-8?q?a=0D=0ABcc:_v=40x?=",
                                "\xE2\x80\xA8"
                                "Bcc: v@x",
                                std::string(10'240, 'k'),
                                "\xF0\x9F\x94\xA5\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xA7",
                                "\xE2\x80\xAE\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
                                "\xFF\xFE\x80",
                                "",
                                "\"; boundary=x\r\n"};
  for (const auto& value : values) {
    const std::string message = compose(hostile_mail(value)), head = head_of(message);
    std::set<std::string> names;
    for (std::size_t begin = 0; begin < head.size(); begin = head.find("\r\n", begin) + 2) {
      if (head[begin] == ' ') continue;
      names.insert(head.substr(begin, head.find(':', begin) - begin));
    }
    std::set<std::string> known = {"From",           "To",
                                   "Reply-To",       "Date",
                                   "Subject",        "Message-ID",
                                   "Auto-Submitted", "In-Reply-To",
                                   "References",     "X-Redrive-Ticket",
                                   "X-Redrive-Kind", "MIME-Version",
                                   "Content-Type"};
    EXPECT_THAT(known, ::testing::IsSupersetOf(names)) << value;
    for (std::size_t i = 0; i < message.size(); ++i) {
      const char c = message[i];
      ASSERT_TRUE((c >= 0x20 && c < 0x7F) || c == '\r' || c == '\n') << "byte " << int(c) << " at " << i;
      ASSERT_TRUE(c != '\r' || message[i + 1] == '\n') << "CR alone at " << i;
      ASSERT_TRUE(c != '\n' || message[i - 1] == '\r') << "LF alone at " << i;
    }
  }
}

// Set REDRIVE_UPDATE_GOLDEN to write the file anew after a change that is meant.
TEST(TicketMail, GoldenMessage) {
  const std::string path = source_dir() + "/tests/unit/mail/golden/opened.eml";
  const std::string message = compose(sample_mail());
  EXPECT_EQ(message, compose(sample_mail())) << "same input, same bytes";
  if (std::getenv("REDRIVE_UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << message;
  std::ostringstream golden;
  golden << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_EQ(message, golden.str());
}

}  // namespace
}  // namespace redrive::mail
