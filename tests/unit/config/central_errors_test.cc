#include "shared/config/central_options.h"
#include "tests/unit/config/config_files.h"

namespace redrive::config {
namespace {

// Each text is followed by a good centre, so that its own lines begin at 1.
void expect_each(const std::vector<WrongCase>& cases) {
  const ConfigFiles files;
  files.write("secret", "x\n");
  for (const WrongCase& wrong : cases) {
    const auto text = wrong.text + "\n[[centre]]\nid = \"noc\"\nemail = [\"noc@example.com\"]\n";
    expect_one_problem(load_central_options(files.write("central.toml", text)), wrong);
  }
}

TEST(CentralErrors, TypesAreStrict) {
  expect_each({
      {"[thresholds]\nlimit = true", 2, "limit is true; expected a whole number"},
      {"[thresholds]\nlimit = \"8080\"", 2, "limit is \"8080\"; expected a whole number"},
      {"[thresholds]\nlimit = 2.0", 2, "expected a whole number"},
      {"[thresholds]\nwindow = 3600", 2, "window is 3600; expected a time span from \"100ms\""},
      {"[thresholds]\nwindow = \"1 h\"", 2, "window is \"1 h\""},
      {"[thresholds]\nlimit = []", 2, "limit is an empty list"},
      {"[central]\nname = 1", 2, "[central] name is 1; expected a name"},
      {"[central]\nname = [\"a\"]", 2, "name is a list"},
      {"central = 1", 1, "[central] is 1; expected one section written [central]"},
      {"[[mail]]\nfrom = \"a@b\"", 1, "expected one section written [mail]"},
      {"[threshold]\nlimit = 1", 1, "[[threshold]] is a table; expected sections written [[threshold]]"},
      {"threshold = []", 1, "expected sections written [[threshold]]"},
      {"threshold = [1]", 1, "expected sections written [[threshold]]"},
      {"[outages]\ncalendars = \"a.ics\"", 2, "calendars is \"a.ics\"; expected a list"},
      {"[outages]\nmax_share = 0", 2, "max_share is 0; expected a whole number from 1 to 100"},
      {"[outages]\ncalendars = [\"d*/a.ics\"]", 2, "only the file name may hold"},
  });
}

TEST(CentralErrors, BoundsAndForms) {
  expect_each({
      {"[thresholds]\nlimit = -1", 2, "limit is -1; expected a whole number from 0 to 1000000"},
      {"[thresholds]\nlimit = 9223372036854775807", 2, "from 0 to 1000000"},
      {"[thresholds]\nwindow = \"0s\"", 2, "from \"100ms\" to \"365d\""},
      {"[mail]\nmax_attempts = 0", 2, "from 1 to 1000"},
      {"[mail]\nfirst_retry = \"99ms\"", 2, "from \"100ms\""},
      {"[mail]\nfrom = \"a@b, c@d\"", 2, "expected a string holding one mail address"},
      {"[mail]\nfrom = \"a@b\\nBcc: c@d\"", 2, "\\x0aBcc"},
      {"[mail]\nsmtp = \"http://mail\"", 2, "[mail] smtp does not fit; expected a string or list like"},
      {"[central]\nagents = \"*:7461\"", 2, "like \"tcp://*:7461\""},
      {"[central]\nhttp = \"127.0.0.1:65536\"", 2, "like \"127.0.0.1:8461\""},
      {"[central]\nname = \"../noc\"", 2, "expected a name"},
      {"[syslog]\nlisten = \"tls://127.0.0.1:5514\"", 2, "like \"udp://127.0.0.1:5514\""},
      {"[syslog]\nlisten = [\"udp://:5514\"]", 2, "or a list of up to 16"},
      {"[syslog]\nlisten = []", 2, "it has 0 items"},
      {"[syslog]\nlisten = [\"udp://a:1\", \"udp://a:1\"]", 2, "listed twice"},
      {"[syslog]\nseverity = \"error\"", 2, "being one of \"emerg\", \"alert\""},
      {"[redistribution]\ntool_keys = [\"ed25519:00\"]", 2,
       "each a key written \"ed25519:\" and 64 lower-case hex digits"},
      {"[redistribution]\ntool_keys = []", 2, "it has 0 items"},
      {"[[threshold]]\nscope = \"galaxy\"\nlimit = 1", 2, "being one of \"device\", \"server\""},
  });
}

TEST(CentralErrors, UnknownKeysAndSections) {
  expect_each({
      {"[thresholds]\nlimits = 1", 2, "[thresholds] limits is not known; expected one of limit, window, hold, quiet"},
      {"[treshold]\nlimit = 1", 1, "treshold is not known; expected one of central, store"},
      {"[[threshold]]\nlimit = 1\nsitee = \"A\"", 3, "[[threshold]] sitee is not known"},
      {"[central]\nhttp.port = 1", 2, "http is a table"},
  });
}

TEST(CentralErrors, Files) {
  expect_each({
      {"[inventory]\ndevices = \"none.csv\"", 2, "there is no file"},
      {"[inventory]\ndevices = \".\"", 2, "is a directory"},
      {"[mail]\nca_file = \"/dev/null\"", 2, "is no regular file"},
      {"[central]\nstate_dir = \"secret\"", 2, "is no directory"},
      {"[mail]\nuser = \"u\"", 2, "user is given without password_file"},
      {"[mail]\npassword_file = \"secret\"", 2, "password_file is given without user"},
      {"[mailbox]\npop3 = \"pop3://u@h\"", 2, "pop3 is given without password_file"},
  });
}

TEST(CentralErrors, Thresholds) {
  expect_each({
      {"[[threshold]]\ntype = \"disk_full\"\nlimit = 1\n[[threshold]]\ntype = \"disk_full\"\nscope = \"device\"\nlimit "
       "= 2",
       4, "same selectors (scope, type, device, server, site) as the one in line 1"},
      {"[[threshold]]\ntype = \"disk_full\"", 1, "sets nothing; expected at least one of limit, window, hold, quiet"},
      {"[[threshold]]", 1, "sets nothing"},
      {"[[threshold]]\ndevice = \"a\"\nserver = \"b\"\nlimit = 1\n[[threshold]]\nserver = \"b\"\ndevice = \"a\"\nlimit "
       "= 2",
       5, "same selectors (scope, type, device, server, site) as the one in line 1"},
      {"[[threshold]]\ntype = \"disk_ful\"\nlimit = 1", 2, "is no failure type; expected one of server_unreachable"},
  });
}

TEST(CentralErrors, DifferentSelectorsAreNotRepeats) {
  const ConfigFiles files;
  const auto options = value_of(load_central_options(files.write("central.toml", R"(
[[threshold]]
device = "a"
limit = 1
[[threshold]]
device = "a"
type = "disk_full"
limit = 1
[[threshold]]
device = "a"
scope = "server"
limit = 1
[[threshold]]
device = "*"
limit = 1
hold = "0s"
[[centre]]
id = "noc"
email = ["noc@example.com"]
)")));
  EXPECT_EQ(options.thresholds.rules.size(), 4U);
}

TEST(CentralErrors, RulesOutagesPackages) {
  const std::string times = "start = 2026-03-07T22:00:00Z\nend = 2026-03-08T22:00:00Z\nreason = \"r\"\n";
  expect_each({
      {"[[rule]]\npattern = \"x\"\ntype = \"nope\"", 3, "[[rule]] type \"nope\" is no failure type"},
      {"[[rule]]\ntype = \"timeout\"", 1, "[[rule]] pattern is missing; expected a string"},
      {"[[rule]]\npattern = \"x\"\ntype = \"timeout\"\n[[rule]]\npattern = \"x\"\ntype = \"timeout\"", 4, "in line 1"},
      {"[[mail_rule]]\ntype = \"timeout\"", 1, "[[mail_rule]] has no pattern; expected subject, body or both"},
      {"[[mail_rule]]\nsubject = \"x\"\ntype = \"nope\"", 3, "[[mail_rule]] type \"nope\" is no failure type"},
      {"[[mail_rule]]\nbody = \"x\"\n[[mail_rule]]\nbody = \"x\"", 3, "the same subject and body as the one in line 1"},
      {"[[mail_rule]]\nbody = \"\"", 2, "expected a string holding a regular expression (RE2)"},
      {"[replies]\nack = []", 2, "it has 0 items"},
      {"[replies]\nack = [\"taken\"]\nnote = [\"taken\"]", 3, "[replies] ack and note both name \"taken\""},
      {"[replies]\nnote = [\"fixed\"]", 2, "[replies] resolved and note both name \"fixed\""},
      {"[alerts]\nfailure_types = [\"timeout\"]", 2, "ships already"},
      {"[alerts]\nfailure_types = [\"a\", \"a\"]", 2, "it is listed twice"},
      {"[[outage]]\n" + times, 1, "has none of server, device, site; expected exactly one"},
      {"[[outage]]\nserver = \"a\"\nsite = \"b\"\n" + times, 1, "has server and site"},
      {"[[outage]]\nsite = \"b\"\nstart = 2026-03-08T22:00:00+02:00\nend = 2026-03-08T20:00:00Z\nreason = \"r\"", 4,
       "is not after its start"},
      {"[[outage]]\nsite = \"b\"\nstart = 2026-03-08T22:00:00\nend = 2026-03-09T20:00:00Z\nreason = \"r\"", 3,
       "without an offset"},
      {"[[outage]]\nsite = \"b\"\nstart = \"2026-03-08T22:00:00Z\"\nend = 2026-03-09T20:00:00Z\nreason = \"r\"", 3,
       "not in quotes"},
      {"[[outage]]\nsite = \"b\"\nstart = 2026-03-08T22:00:00Z\nend = 2026-03-09T20:00:00Z", 1, "reason is missing"},
      {"[[outage]]\nsite = \"b\"\nstart = 2026-03-08T22:00:00Z\nend = 2026-03-09T20:00:00Z\nreason = \"\"", 5,
       "reason is \"\""},
      {"[[outage]]\nsite = \"b\"\nzone = \"UTC\"\n" + times, 3, "zone is given without repeat"},
      {"[[outage]]\nsite = \"b\"\nrepeat = \"FREQ=DAILY\"\n" + times, 3, "repeat is given without zone"},
      {"[[outage]]\nsite = \"b\"\nrepeat = \"\"\n" + times, 3, "expected a string holding a rule like"},
      {"[[outage]]\nsite = \"b\"\n" + times + "[[outage]]\nsite = \"b\"\n" + times, 6, "in line 1"},
      {"[[package]]\nname = \"a\"\ncentre = \"mc\"", 3, "centre \"mc\" is not a [[centre]]; expected one of noc"},
      {"[[package]]\nname = \"a\"\ncentre = \"noc\"\n[[package]]\nname = \"a\"\ncentre = \"noc\"", 4, "in line 1"},
  });
}

TEST(CentralErrors, ValuesThatMustFitTogether) {
  expect_each({
      {"[mail]\nfirst_retry = \"2h\"", 2, "max_retry is 1h; expected at least first_retry, which is 2h"},
      {"[central]\nheartbeat = \"1m\"", 1, "silent_after is 35s; expected longer than heartbeat, which is 1m"},
      {"[alerts]\nunreachable_after = \"30s\"", 2,
       "unreachable_after is 30s; expected at least [central] silent_after, which is 35s"},
      {"[jobs]\nreport_within = \"34s\"", 2,
       "report_within is 34s; expected at least [central] silent_after, which is 35s"},
      {"[central]\nsilent_after = \"6m\"", 2, "unreachable_after is 5m; expected at least"},
  });
}

TEST(CentralErrors, Centres) {
  const auto centre = [](const std::string& id, const std::string& more) {
    return "[[centre]]\nid = \"" + id + "\"\nemail = [\"a@b\"]\n" + more + "\n";
  };
  expect_each({
      {centre("a", "fallback = \"b\""), 4, "fallback \"b\" is not a [[centre]]; expected one of a, noc"},
      {centre("a", "fallback = \"a\""), 4, "fallback runs in a circle: a -> a"},
      {centre("a", "fallback = \"b\"") + centre("b", "fallback = \"a\"") + centre("c", "fallback = \"a\""), 4,
       "a -> b -> a"},
      {centre("a", "") + centre("a", ""), 6, "id \"a\" is repeated; it is in line 2 already"},
      {"[routing]\ndefault = \"mc\"", 2, "[routing] default \"mc\" is not a [[centre]]; expected one of noc"},
      {"[[centre]]\nid = \"a\"", 1, "email is missing"},
      {"[[centre]]\nid = \"a\"\nemail = []", 3, "email is an empty list"},
      {"[[centre]]\nid = \"a\"\nemail = [\"a@b\",\n\"nobody\"]", 4,
       "email has \"nobody\"; expected a list of 1 to 100"},
      {"[[centre]]\nid = \"a\"\nemail = \"a@b\"", 3, "email is \"a@b\"; expected a list"},
      {centre("a", "reminders = 3"), 4, "reminders is given without remind_after; expected both"},
      {centre("a", "remind_after = \"1h\"\nescalate_to = \"b\""), 5,
       "escalate_to \"b\" is not another [[centre]]; expected one of a, noc"},
      {centre("a", "remind_after = \"1h\"\nescalate_to = \"a\""), 5, "escalate_to \"a\" is not another"},
      {centre("a", "remind_after = \"1h\"\nhours = [\"Mo-Fr 08:00-17:00\"]"), 5, "hours is given without zone"},
      {centre("a", "remind_after = \"1h\"\nzone = \"UTC\""), 5, "zone is given without hours"},
      {centre("a", "remind_after = \"1h\"\nzone = \"UTC\"\nhours = [\"8-17\"]"), 6,
       "hours has \"8-17\"; expected a list of 1 to 20, each a string like \"Mo-Fr 08:00-17:00\""},
  });
}

TEST(CentralErrors, WithoutCentresTheFileSaysWhatToAdd) {
  const ConfigFiles files;
  for (const std::string text : {"", "[routing]\ndefault = \"mc\"\n"}) {
    expect_one_problem(load_central_options(files.write("central.toml", text)),
                       {text, 0, "there is no [[centre]]; expected at least one"});
  }
  const WrongCase no_noc{
      "[[centre]]\nid = \"a\"\nemail = [\"a@b\"]\n", 0,
      "default, package, fleet is not set and stands for the centre \"noc\", which does not exist; add a [[centre]]"};
  expect_one_problem(load_central_options(files.write("central.toml", no_noc.text)), no_noc);
  value_of(load_central_options(
      files.write("central.toml", no_noc.text + "[routing]\ndefault = \"a\"\npackage = \"a\"\nfleet = \"a\"\n")));
}

}  // namespace
}  // namespace redrive::config
