#include "shared/config/central_options.h"

#include "tests/unit/config/config_files.h"

namespace redrive::config {
namespace {

constexpr std::string_view kCentre = "[[centre]]\nid = \"noc\"\nemail = [\"noc@example.com\"]\n";

TEST(CentralOptions, OneCentreIsEnoughAndEverythingElseHasItsDefault) {
  const ConfigFiles files;
  const auto options = value_of(load_central_options(files.write("central.toml", kCentre)));
  EXPECT_EQ(options.http, "127.0.0.1:8461");
  EXPECT_EQ(options.thresholds.limit, 2U);
  EXPECT_EQ(options.dedupe_window, std::chrono::hours(24 * 7));
  ASSERT_EQ(options.centres.size(), 1U);
  EXPECT_EQ(options.centres.at("noc").name, "noc") << "the id stands for a name that is left out";
  EXPECT_THAT(options.failure_types, testing::Contains("disk_full"));
  EXPECT_TRUE(options.inventory.devices.empty());
}

TEST(CentralOptions, ValuesReachTheirMembers) {
  const ConfigFiles files;
  files.write("secret", "x\n");
  const auto file = files.write("central.toml", std::string(kCentre) + R"(
[central]
name = "c1"
central_id = "2"
state_dir = "state"
agents = "tcp://127.0.0.1:*"
http = "[::1]:0"
heartbeat = "2s"
silent_after = "7s"
[store]
url = "sqlite:data.db"
[alerts]
failure_types = ["power_lost"]
dedupe_window = "2d"
recent_ids = 5000
unreachable_after = "90s"
[jobs]
report_within = "2h"
[[rule]]
pattern = "no power"
type = "power_lost"
[routing]
default = "noc"
[[package]]
name = "app-*"
centre = "noc"
[thresholds]
limit = 0
hold = "0s"
[[threshold]]
type = "disk_full"
device = "pos-*"
limit = 7
[outages]
calendars = ["outages.d/*.ics"]
[approval]
lifetime = "5m"
two_person = true
[people]
session = "8h"
[packages]
bytes = "50GB"
keep = "30d"
[mail]
smtp = "smtp+starttls://mail.example.com:587"
user = "u"
password_file = "secret"
first_retry = "100ms"
max_retry = "2s"
divert_to = "me@example.com"
[mailbox]
pop3 = "pop3s://alerts@corp.example@pop.example.com"
password_file = "secret"
poll = "10s"
keep = "30d"
keep_quarantined = "60d"
[[mail_rule]]
subject = "backup of (?P<device>.*) failed"
type = "power_lost"
[replies]
ack = ["übernommen", "in Arbeit"]
[syslog]
listen = "udp://127.0.0.1:5514"
severity = "err"
[redistribution]
tool_keys = ["ed25519:3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"]
)");
  const auto options = value_of(load_central_options(file));
  EXPECT_EQ(options.name, "c1");
  EXPECT_EQ(options.central_id, "2");
  EXPECT_EQ(options.state_dir, files.folder / "state") << "relative to the configuration";
  EXPECT_EQ(options.store_url, "sqlite:data.db") << "relative to state_dir, resolved by the store";
  EXPECT_EQ(options.agents, "tcp://127.0.0.1:*");
  EXPECT_EQ(options.silent_after, std::chrono::seconds(7));
  EXPECT_THAT(options.failure_types, testing::Contains("power_lost"));
  EXPECT_EQ(options.recent_ids, 5000U);
  EXPECT_EQ(options.unreachable_after, std::chrono::seconds(90));
  EXPECT_EQ(options.report_within, std::chrono::hours(2));
  ASSERT_EQ(options.rules.size(), 1U);
  EXPECT_EQ(options.rules[0].place, "central.toml:22");
  EXPECT_EQ(options.routing.packages.at(0).name, "app-*");
  EXPECT_EQ(options.thresholds.limit, 0U);
  ASSERT_EQ(options.thresholds.rules.size(), 1U);
  const ThresholdRule& rule = options.thresholds.rules[0];
  EXPECT_EQ(rule.scope, "device");
  EXPECT_EQ(rule.device, "pos-*");
  EXPECT_EQ(rule.limit, 7U);
  EXPECT_FALSE(rule.window.has_value());
  EXPECT_EQ(rule.place, "central.toml:33");
  EXPECT_THAT(options.outage_options.calendars, testing::ElementsAre((files.folder / "outages.d/*.ics").string()));
  EXPECT_EQ(options.approval.lifetime, std::chrono::minutes(5));
  EXPECT_TRUE(options.approval.two_person);
  EXPECT_EQ(options.people.session, std::chrono::hours(8));
  EXPECT_EQ(options.packages, (PackageStoreOptions{50'000'000'000, std::chrono::hours(30 * 24)}));
  EXPECT_EQ(options.mail.password_file, (files.folder / "secret").string());
  EXPECT_EQ(options.mail.retry.first, std::chrono::milliseconds(100));
  EXPECT_EQ(options.mail.retry.longest, std::chrono::seconds(2));
  EXPECT_EQ(options.mailbox.poll, std::chrono::seconds(10));
  EXPECT_EQ(options.mailbox.keep, std::chrono::hours(30 * 24));
  EXPECT_EQ(options.mailbox.keep_quarantined, std::chrono::hours(60 * 24));
  ASSERT_EQ(options.mail_rules.size(), 1U);
  EXPECT_EQ(options.mail_rules[0], (MailRule{"backup of (?P<device>.*) failed", "", "power_lost", "central.toml:60"}));
  EXPECT_THAT(options.replies.ack, testing::ElementsAre("übernommen", "in Arbeit"));
  EXPECT_EQ(options.replies.resolved, ReplyOptions().resolved) << "each list by itself";
  EXPECT_THAT(options.syslog.listen, testing::ElementsAre("udp://127.0.0.1:5514"));
  EXPECT_EQ(options.syslog.severity, "err");
  EXPECT_THAT(options.tool_keys,
              testing::ElementsAre("ed25519:3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
}

TEST(CentralOptions, OutagesAreKnownByWhatTheySayAndInUtc) {
  const ConfigFiles files;
  const auto options = value_of(load_central_options(files.write("central.toml", std::string(kCentre) + R"(
[[outage]]
site = "HAM*"
start = 2026-03-07T22:00:00+01:00
end = 2026-03-08T06:00:00.250Z
reason = "power"
)")));
  ASSERT_EQ(options.outages.size(), 1U);
  EXPECT_TRUE(options.outages[0].id.starts_with("config:")) << options.outages[0].id;
  EXPECT_EQ(options.outages[0].created_by, "configuration");
  EXPECT_EQ(base::format_rfc3339(options.outages[0].start), "2026-03-07T21:00:00Z");
  EXPECT_EQ(base::format_rfc3339(options.outages[0].end), "2026-03-08T06:00:00.25Z");
}

TEST(CentralOptions, AnOutageKeepsItsIdWhereverItStandsInTheFile) {
  const ConfigFiles files;
  const std::string outage =
      "[[outage]]\ndevice = \"{}\"\nstart = 2026-03-07T22:00:00Z\nend = {}\nreason = \"power\"\n";
  const auto ids = [&](const std::vector<std::pair<std::string, std::string>>& entries) {
    std::string text(kCentre);
    for (const auto& [device, end] : entries) text += fmt::format(fmt::runtime(outage), device, end);
    std::vector<std::string> found;
    for (const auto& one : value_of(load_central_options(files.write("central.toml", text))).outages)
      found.push_back(one.id);
    return found;
  };
  const std::string night = "2026-03-08T06:00:00Z", noon = "2026-03-08T12:00:00Z";
  const auto before = ids({{"a", night}, {"b", night}});
  const auto after = ids({{"b", night}, {"a", noon}});
  EXPECT_NE(before[0], before[1]);
  EXPECT_EQ(after[0], before[1]);
  EXPECT_NE(after[1], before[0]);
}

TEST(CentralOptions, SiteCodeNoIsTextAndInventoryIsReadBesideTheConfiguration) {
  const ConfigFiles files;
  files.write("lists/devices.csv", "device,role,server,location\nids-1,intermediate,,NO\ndev-1,recipient,ids-1,NO\n");
  files.write("lists/locations.csv", "code,name,aliases,centre\nNO,Oslo,Kristiania; Christiania ;,noc\n");
  const auto options = value_of(load_central_options(files.write(
      "central.toml",
      std::string(kCentre) + "[inventory]\ndevices = \"lists/devices.csv\"\nlocations = \"lists/locations.csv\"\n")));
  EXPECT_EQ(options.inventory.devices.at("dev-1").server, "ids-1");
  EXPECT_THAT(options.inventory.locations.at("NO").aliases, testing::ElementsAre("Kristiania", "Christiania"));
}

TEST(CentralOptions, EveryProblemIsReportedInTheOrderOfTheFiles) {
  const ConfigFiles files;
  files.write("devices.csv", "device,role,server,location\ndev-1,recipient,ids-9,\n");
  files.write("locations.csv", "code,name,aliases,centre\nHAM001,Hamburg,,mc-none\n");
  const auto file = files.write("central.toml", R"([thresholds]
limit = "two"
[inventory]
devices = "devices.csv"
locations = "locations.csv"
[mail]
smpt = "smtp://127.0.0.1"
[central]
http = 8461
[[centre]]
id = "noc"
email = ["noc@example.com"]
)");
  const Problems problems = problems_of(load_central_options(file));
  ASSERT_EQ(problems.size(), 5U) << to_text(problems);
  EXPECT_EQ(problems[0].line, 2U);
  EXPECT_EQ(problems[0].message, "[thresholds] limit is \"two\"; expected a whole number from 0 to 1000000");
  EXPECT_EQ(problems[1].line, 7U);
  EXPECT_THAT(problems[1].message, testing::HasSubstr("[mail] smpt is not known; expected one of smtp, from"));
  EXPECT_EQ(problems[2].line, 9U);
  EXPECT_EQ(problems[2].message, "[central] http is 8461; expected a string like \"127.0.0.1:8461\"");
  EXPECT_EQ(to_text({problems[0]}).find(file.string() + ":2: [thresholds]"), 0U);
  EXPECT_EQ(problems[3].file, (files.folder / "devices.csv").string());
  EXPECT_EQ(problems[3].line, 2U);
  EXPECT_EQ(problems[4].file, (files.folder / "locations.csv").string());
  EXPECT_EQ(problems[4].line, 2U);
}

TEST(CentralOptions, OneRelayOrSeveralInOrder) {
  const ConfigFiles files;
  const auto smtp_of = [&](const std::string& value) {
    const auto options = load_central_options(files.write(
        "central.toml", "[[centre]]\nid = \"noc\"\nemail = [\"noc@x.example\"]\n[mail]\nsmtp = " + value + "\n"));
    return options ? options->mail.smtp : std::vector<std::string>{to_text(options.error())};
  };
  EXPECT_EQ(smtp_of("\"smtp://b\""), std::vector<std::string>{"smtp://b"});
  EXPECT_EQ(smtp_of("[\"smtps://b\", \"smtp://a:26\"]"), (std::vector<std::string>{"smtps://b", "smtp://a:26"}));
  EXPECT_THAT(smtp_of("[\"smtp://b\", \"smtp://b\"]")[0], testing::HasSubstr("listed twice"));
  EXPECT_THAT(smtp_of("[]")[0], testing::HasSubstr("[mail] smtp"));
  EXPECT_THAT(smtp_of("[\"smtp://b\", \"mail\"]")[0], testing::HasSubstr("[mail] smtp does not fit"));
  EXPECT_THAT(smtp_of("25")[0], testing::HasSubstr("[mail] smtp"));
}

TEST(CentralOptions, WhatIsNoFileIsAnError) {
  const ConfigFiles files;
  EXPECT_THAT(problems_of(load_central_options(files.folder))[0].message, testing::HasSubstr("is a directory"));
  EXPECT_THAT(problems_of(load_central_options(files.folder / "none.toml"))[0].message,
              testing::HasSubstr("there is no file"));
}

TEST(CentralOptions, SyntaxErrorsGiveTheirLine) {
  const ConfigFiles files;
  for (const WrongCase& wrong :
       {WrongCase{"[central]\nname = \"a\nhttp = 1\n", 2, "not TOML"},
        WrongCase{"[central]\nname = \"a\"\nname = \"b\"\n", 3, "not TOML"},
        WrongCase{"[central]\nname = 'a'\n\xFF\n", 3, "not TOML"},
        WrongCase{"a = " + std::string(5000, '['), 1, "not TOML"},
        // On these the library itself asserts (or worse, where asserts are off).
        WrongCase{"[central]\nname = 'a'\n[= 1\n[store]\n", 3, "not TOML"}, WrongCase{"[[= 'a'", 1, "not TOML"}}) {
    expect_one_problem(load_central_options(files.write("central.toml", wrong.text)), wrong);
  }
}

TEST(CentralOptions, APasswordFileMayBeACredentialOfTheUnit) {
  const ConfigFiles files, credentials;
  credentials.write("pop3.password", "geheim");
  files.write("smtp.password", "geheim");
  const auto file =
      files.write("central.toml", std::string(kCentre) +
                                      "[mail]\nuser = \"u\"\npassword_file = \"smtp.password\"\n"
                                      "[mailbox]\npop3 = \"pop3s://u@h\"\npassword_file = \"pop3.password\"\n");
  EXPECT_THAT(to_text(problems_of(load_central_options(file))), testing::HasSubstr("there is no file"));
  ::setenv("CREDENTIALS_DIRECTORY", credentials.folder.c_str(), 1);
  const auto options = load_central_options(file);
  ::unsetenv("CREDENTIALS_DIRECTORY");
  ASSERT_TRUE(options) << to_text(options.error());
  EXPECT_EQ(options->mailbox.password_file, (credentials.folder / "pop3.password").string());
  EXPECT_EQ(options->mail.password_file, (files.folder / "smtp.password").string());
}

TEST(CentralOptions, SecretsAreNotRepeatedInMessages) {
  const ConfigFiles files;
  const auto problems = problems_of(load_central_options(files.write(
      "central.toml", std::string(kCentre) +
                          "[mail]\nsmtp = \"smtp://u:hunter2@mail\"\n[mailbox]\npop3 = \"pop3://u:hunter2@mail\"\n"
                          "password_file = \"none\"\n[store]\nurl = \"mysql://u:hunter2@db\"\n")));
  EXPECT_EQ(problems.size(), 4U) << to_text(problems);
  EXPECT_THAT(to_text(problems), testing::Not(testing::HasSubstr("hunter2")));
}

}  // namespace
}  // namespace redrive::config
