// Mails as alerts.
#include "mail/read/alert_mail.h"

#include "mail/read/field_lines.h"
#include "tests/unit/mail_read/corpus_mail.h"

namespace redrive::mail {
namespace {

const base::UtcTime kReceived = *base::parse_rfc3339("2026-03-02T00:10:00Z");

AlertMail read(const ReceivedMail& mail, const std::vector<config::MailRule>& rules = {}) {
  return read_alert_mail(mail, MailRules(rules), kReceived);
}

AlertMail read_body(std::string_view body, std::string_view subject = "trouble",
                    const std::vector<config::MailRule>& rules = {}) {
  return read(read_text(fmt::format("From: a@b.example\nMessage-ID: <m@b>\nSubject: {}\n\n{}", subject, body)), rules);
}

TEST(AlertMail, JsonAttachment) {
  const auto read_mail = read(corpus_mail("alert_json_attachment"));
  ASSERT_EQ(read_mail.alerts.size(), 2U);
  const auto& [first, second] = std::tie(read_mail.alerts[0], read_mail.alerts[1]);
  EXPECT_EQ(first.id, "a-17");
  EXPECT_EQ(first.extra, R"({"rack":7})");
  EXPECT_EQ(base::format_rfc3339(first.occurred_at), "2026-03-02T00:02:13Z");  // the mail's Date
  EXPECT_EQ(second.id, "batch-88@edge-7.example#2");
  EXPECT_EQ(base::format_rfc3339(second.occurred_at), "2026-03-01T23:59:00Z");
  EXPECT_EQ(read_mail.faults, std::vector<std::string>{"part 2, alert 2: \"device\" is number; expected a text"});
}

TEST(AlertMail, JsonInTheText) {
  const auto one = read_body(R"({"device": "d", "message": "m"})");
  ASSERT_EQ(one.alerts.size(), 1U);
  EXPECT_EQ(one.alerts[0].id, "m@b#1");
  EXPECT_EQ(
      read_body("[\n{\"device\": \"d\", \"message\": \"m\"}, {\"device\": \"e\", \"message\": \"m\"}]").alerts.size(),
      2U);
}

TEST(AlertMail, NagiosIsOneAlert) {
  const auto mail = read(corpus_mail("alert_nagios"));
  ASSERT_EQ(mail.alerts.size(), 1U);
  const auto& alert = mail.alerts[0];
  EXPECT_EQ(alert.device, "dev-0079-17");
  EXPECT_EQ(alert.failure_type, "Disk Space");
  EXPECT_EQ(alert.message, "DISK CRITICAL - free space: /var 12 MB (0% inode=61%):");
  EXPECT_EQ(alert.status, model::AlertStatus::kFiring);
  EXPECT_EQ(alert.id, "69a4d0a5.nagios@mon.example#1");
  EXPECT_NE(alert.extra.find("\"Notification Type\":\"PROBLEM\""), std::string::npos) << alert.extra;
  EXPECT_NE(alert.extra.find("\"Address\":\"192.0.2.17\""), std::string::npos) << alert.extra;
  EXPECT_TRUE(mail.faults.empty());
}

TEST(AlertMail, LinesInBlocks) {
  const auto mail = read(corpus_mail("alert_lines"));
  ASSERT_EQ(mail.alerts.size(), 3U);
  EXPECT_EQ(mail.alerts[0].device, "dev-0079-17");
  EXPECT_EQ(mail.alerts[0].server, "ids-0079");
  EXPECT_EQ(mail.alerts[0].failure_type, "disk_full");
  EXPECT_EQ(mail.alerts[0].package, "pkg06-6.7");
  EXPECT_EQ(mail.alerts[0].extra, R"({"Asset tag":"4711"})");
  EXPECT_EQ(mail.alerts[1].device, "dev-0079-18");
  EXPECT_EQ(mail.alerts[1].message, "install failed\nexit code 2");
  EXPECT_EQ(mail.alerts[1].location, "82 Kings Way, Bldg 24, Pune");
  EXPECT_EQ(mail.alerts[1].status, model::AlertStatus::kResolved);
  EXPECT_EQ(mail.alerts[1].failure_type, "timeout");
  EXPECT_EQ(mail.alerts[2].device, "dev-0079-19");
  EXPECT_EQ(mail.alerts[2].message, "No route to host\nafter three attempts");
  EXPECT_EQ(mail.alerts[2].id, "tonight@field.example#3");
}

TEST(AlertMail, OneBadAlertCostsNoOther) {
  const auto mail =
      read_body("Device: a\nType: timeout\n\nDevice: " + std::string(200, 'x') + "\n\nDevice: c\nState: sideways\n");
  ASSERT_EQ(mail.alerts.size(), 2U);
  EXPECT_EQ(mail.alerts[0].device, "a");
  EXPECT_EQ(mail.alerts[1].device, "c");
  EXPECT_EQ(mail.alerts[1].id, "m@b#3");
  EXPECT_EQ(mail.alerts[1].message, "trouble");  // the subject, where there is nothing else
  EXPECT_EQ(mail.faults,
            (std::vector<std::string>{"alert 2 of the text: \"device\" is 200 bytes long; at most 128 are taken",
                                      "alert 3 of the text: its status \"sideways\" was taken for firing"}));
}

struct LineCase {
  std::string_view what;
  std::string text;
  std::vector<FieldList> fields;
};

TEST(FieldLines, AreTakenApart) {
  const LineCase cases[] = {
      {"several without empty lines",
       "Device: a\nType: x\nDevice: b\nType: y",
       {{{"device", "a"}, {"failure_type", "x"}}, {{"device", "b"}, {"failure_type", "y"}}}},
      {"server and device of one", "Server: s\nHost: d", {{{"server", "s"}, {"device", "d"}}}},
      {"type before service",
       "Host: d\nService: Disk\nType: disk_full",
       {{{"device", "d"}, {"failure_type", "disk_full"}, {"Service", "Disk"}}}},
      {"service too long for a type",
       "Host: d\nService: " + std::string(70, 's'),
       {{{"device", "d"}, {"Service", std::string(70, 's')}}}},
      {"quoted is not said", "> Device: a\n> Type: x\n", {}},
      {"prose", "Dear all,\nplease note: this is https://x.example\n", {}},
      {"unknown keys alone", "Colour: red\n", {}},
      {"unknown keys before", "Ticket: 4\n\nHost: d\n", {{{"device", "d"}, {"Ticket", "4"}}}},
      {"address of a page", "Host: d\nhttps://x.example/y\n", {{{"device", "d https://x.example/y"}}}},
      {"empty value", "Host: d\nJob:\n", {{{"device", "d"}}}},
  };
  for (const auto& c : cases) EXPECT_EQ(read_field_lines(c.text), c.fields) << c.what;
}

TEST(AlertMail, TimesAsPeopleWriteThem) {
  EXPECT_EQ(base::format_rfc3339(read_body("Host: d\nTime: 2026-03-01T10:00:00+01:00").alerts.at(0).occurred_at),
            "2026-03-01T09:00:00Z");
  EXPECT_EQ(base::format_rfc3339(read_body("Host: d\nTime: Sun, 1 Mar 2026 10:00:00 +0100").alerts.at(0).occurred_at),
            "2026-03-01T09:00:00Z");
  const auto vague = read_body("Host: d\nTime: this morning").alerts.at(0);
  EXPECT_EQ(vague.occurred_at, kReceived);
  EXPECT_EQ(vague.extra, R"({"time as given":"this morning"})");
}

TEST(AlertMail, DatesOfMailsFarAwayDoNotCount) {
  for (const auto* date : {"Mon, 02 Mar 2026 00:11:00 +0000", "Mon, 16 Feb 2026 00:00:00 +0000", "never"}) {
    const auto mail = read(read_text(fmt::format("From: a@b.example\nDate: {}\n\nHost: d\n", date)));
    ASSERT_EQ(mail.alerts.size(), 1U);
    EXPECT_EQ(mail.alerts[0].occurred_at, kReceived) << date;
  }
}

TEST(AlertMail, IdWithoutMessageIdIsOfTheBytes) {
  const std::string text = "From: a@b.example\n\nHost: d\n";
  const auto one = read(read_text(text)), again = read(read_text(text)), other = read(read_text(text + " "));
  EXPECT_EQ(one.alerts.at(0).id, again.alerts.at(0).id);
  EXPECT_NE(one.alerts.at(0).id, other.alerts.at(0).id);
  EXPECT_TRUE(one.alerts.at(0).id.ends_with("#1"));
}

TEST(AlertMail, TicketSentOnIsNoAlert) {
  const auto mail =
      read(read_text("From: a@b.example\nContent-Type: application/json; name=RD-2026-000123.json\n\n"
                     "{\"id\": \"RD-2026-000123\", \"server\": \"s\", \"failure_type\": \"disk_full\"}"));
  EXPECT_TRUE(mail.alerts.empty());
  EXPECT_EQ(mail.faults.at(0), "the mail: RD-2026-000123.json is a ticket of Redrive and no alert; left out");
}

TEST(AlertMail, NoneSaysWhatWasExpected) {
  const auto mail = read_body("Lunch?\n");
  EXPECT_TRUE(mail.alerts.empty());
  ASSERT_EQ(mail.faults.size(), 1U);
  EXPECT_TRUE(mail.faults[0].starts_with("no alert in it; expected a JSON attachment, lines like"));
}

TEST(MailRules, FirstMatchInOrderFillsTheFields) {
  const std::vector<config::MailRule> rules{
      {R"(backup of (?P<device>\S+) on (?P<server>\S+))", "exit code (?P<message>[1-9].*)", "timeout", "c.toml:1"},
      {R"(backup of (?P<device>\S+))", "", "disk_full", "c.toml:5"},
      {"", R"(unit (?P<device>\w+): (?P<failure_type>\w+) \((?P<status>\w+)\))", "", "c.toml:9"}};
  const auto both = read_body("exit code 12: no space\n", "Backup of pos-1 on ids-1", rules);
  ASSERT_EQ(both.alerts.size(), 1U);
  EXPECT_EQ(both.alerts[0].device, "pos-1");
  EXPECT_EQ(both.alerts[0].server, "ids-1");
  EXPECT_EQ(both.alerts[0].message, "12: no space");
  EXPECT_EQ(both.alerts[0].failure_type, "timeout");
  const auto second = read_body("all well\n", "backup of pos-1 on ids-1", rules);
  ASSERT_EQ(second.alerts.size(), 1U);
  EXPECT_EQ(second.alerts[0].failure_type, "disk_full");
  const auto third = read_body("x\nUnit pos7: checksum_mismatch (OK)\n", "s", rules);
  ASSERT_EQ(third.alerts.size(), 1U);
  EXPECT_EQ(third.alerts[0].failure_type, "checksum_mismatch");
  EXPECT_EQ(third.alerts[0].status, model::AlertStatus::kResolved);
  EXPECT_TRUE(read_body("x\n", "s", rules).alerts.empty());
  // A rule goes before lines, and what it found is told where it cannot be an alert.
  const auto bad = read_body("Host: d\n", "backup of " + std::string(200, 'x'), rules);
  EXPECT_TRUE(bad.alerts.empty());
  EXPECT_EQ(bad.faults.at(0), "[[mail_rule]] of c.toml:5: \"device\" is 200 bytes long; at most 128 are taken");
}

TEST(MailRules, TextIsTheMessageWhereNothingElseTells) {
  const auto mail = read_body("the text\n", "pos-1 is ill", {{R"(^(?P<device>\S+) is ill)", "", "", "c.toml:1"}});
  ASSERT_EQ(mail.alerts.size(), 1U);
  EXPECT_EQ(mail.alerts[0].message, "pos-1 is ill\n\nthe text\n");
}

TEST(MailRules, ProblemsNameFileAndLine) {
  const MailRules rules({{"(", "", "", "c.toml:3"},
                         {R"((?P<device>\S+))", R"((?P<colour>\S+))", "", "c.toml:7"},
                         {"no group", "", "timeout", "c.toml:9"},
                         {R"((?P<device>\S+))", "", "", "c.toml:12"}});
  ASSERT_EQ(rules.problems().size(), 3U);
  EXPECT_EQ(rules.problems()[0],
            "c.toml:3: [[mail_rule]] subject '(': missing ): (; expected a regular expression as RE2 takes it");
  EXPECT_EQ(rules.problems()[1],
            "c.toml:7: [[mail_rule]] body '(?P<colour>\\S+)' has a group \"colour\", which is no field of an alert; "
            "expected one of id, occurred_at, server, device, job, package, failure_type, message, location, status");
  EXPECT_EQ(rules.problems()[2],
            "c.toml:9: [[mail_rule]] names no device and no server; expected a group like (?P<device>\\S+) or "
            "(?P<server>\\S+)");
  EXPECT_TRUE(rules.first_match("anything", ""));
}

}  // namespace
}  // namespace redrive::mail
