// Lines as senders write them.
#include "central/syslog/message.h"

#include <gmock/gmock.h>

namespace redrive::central {
namespace {

const base::UtcTime kArrived = base::parse_rfc3339("2026-03-02T00:02:20Z").value();

std::string told(const SyslogMessage& m) {
  return fmt::format("{}.{} {} host={} app={} pid={} msgid={} text={}", facility_name(m.facility),
                     severity_name(m.severity), m.time ? base::format_rfc3339(m.time->at) : "-", m.host, m.app, m.pid,
                     m.msgid, m.text);
}

struct Line {
  std::string_view what, line, told;
};

void expect_read(std::initializer_list<Line> lines) {
  for (const auto& [what, line, expected] : lines) EXPECT_EQ(told(parse_syslog(line, kArrived)), expected) << what;
}

TEST(SyslogMessage, Rfc5424) {
  expect_read({
      {"the RFC's first example",
       "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \xEF\xBB\xBF'su root' failed",
       "auth.crit 2003-10-11T22:14:15.003Z host=mymachine.example.com app=su pid= msgid=ID47 text='su root' failed"},
      {"structured data and a text", "<165>1 2003-10-11T22:14:15.003Z h evntslog - ID47 [e@32473 iut=\"3\"] An event",
       "local4.notice 2003-10-11T22:14:15.003Z host=h app=evntslog pid= msgid=ID47 text=An event"},
      {"structured data alone", "<165>1 2003-10-11T22:14:15.003Z h evntslog - ID47 [e@32473 iut=\"3\"][p@1 c=\"h\"]",
       "local4.notice 2003-10-11T22:14:15.003Z host=h app=evntslog pid= msgid=ID47 text="},
      {"util-linux logger",
       "<13>1 2026-03-02T01:02:13.123456+01:00 pos-17 root - - [timeQuality tzKnown=\"1\" isSynced=\"0\"] disk full",
       "user.notice 2026-03-02T00:02:13.123456Z host=pos-17 app=root pid= msgid= text=disk full"},
      {"rsyslog", "<11>1 2026-03-02T00:02:13Z h deploy 42 - -  disk full",
       "user.err 2026-03-02T00:02:13Z host=h app=deploy pid=42 msgid= text=disk full"},
      {"no time", "<13>1 - - - - - - text", "user.notice - host= app= pid= msgid= text=text"},
      {"blanks alone", "<13>1 - h a 7 m -    ", "user.notice - host=h app=a pid=7 msgid=m text="},
      {"nothing behind the header", "<13>1 - h a 7 m -", "user.notice - host=h app=a pid=7 msgid=m text="},
      {"ended too early", "<13>1 2026-03-02T00:02:13Z h",
       "user.notice 2026-03-02T00:02:13Z host=h app= pid= msgid= text="},
      {"broken structured data is text", "<13>1 - h a 7 m [x y] text",
       "user.notice - host=h app=a pid=7 msgid=m text=[x y] text"},
      {"a text that begins with a dash", "<13>1 - h a 7 m -- text",
       "user.notice - host=h app=a pid=7 msgid=m text=-- text"},
      {"no priority", "1 2026-03-02T00:02:13Z h a - - - text",
       "user.notice 2026-03-02T00:02:13Z host=h app=a pid= msgid= text=text"},
  });
}

TEST(SyslogMessage, Rfc3164) {
  expect_read({
      {"the RFC's example", "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
       "auth.crit 2025-10-11T22:14:15Z host=mymachine app=su pid= msgid= text='su root' failed for lonvick on "
       "/dev/pts/8"},
      {"sshd", "<38>Mar  2 00:02:13 web-1 sshd[4721]: Failed password for root from 192.0.2.9 port 5122 ssh2",
       "auth.info 2026-03-02T00:02:13Z host=web-1 app=sshd pid=4721 msgid= text=Failed password for root from "
       "192.0.2.9 port 5122 ssh2"},
      {"postfix", "<22>Mar  2 00:02:13 mx postfix/smtpd[12]: connect from unknown[192.0.2.1]",
       "mail.info 2026-03-02T00:02:13Z host=mx app=postfix/smtpd pid=12 msgid= text=connect from unknown[192.0.2.1]"},
      {"kernel", "<3>Mar  2 00:02:13 pos-17 kernel: [ 1234.5] EXT4-fs error (device sda1): no space",
       "kern.err 2026-03-02T00:02:13Z host=pos-17 app=kernel pid= msgid= text=[ 1234.5] EXT4-fs error (device sda1): "
       "no space"},
      {"pam", "<86>Mar  2 00:02:13 h su(pam_unix)[19]: session opened",
       "authpriv.info 2026-03-02T00:02:13Z host=h app=su(pam_unix) pid=19 msgid= text=session opened"},
      {"systemd's children", "<30>Mar  2 00:02:13 h (sd-pam)[7]: x",
       "daemon.info 2026-03-02T00:02:13Z host=h app=(sd-pam) pid=7 msgid= text=x"},
      {"rsyslog's ISO times", "<13>2026-03-02T01:02:13.100200+01:00 pos-17 deploy[9]: disk full",
       "user.notice 2026-03-02T00:02:13.1002Z host=pos-17 app=deploy pid=9 msgid= text=disk full"},
      {"/dev/log: no host", "<13>Mar  2 00:02:13 root: disk full",
       "user.notice 2026-03-02T00:02:13Z host= app=root pid= msgid= text=disk full"},
      {"no host, pid", "<13>Mar  2 00:02:13 deploy[9]: disk full",
       "user.notice 2026-03-02T00:02:13Z host= app=deploy pid=9 msgid= text=disk full"},
      {"no tag", "<13>Mar  2 00:02:13 pos-17 last message repeated 2 times",
       "user.notice 2026-03-02T00:02:13Z host=pos-17 app= pid= msgid= text=last message repeated 2 times"},
      {"no colon behind the pid", "<34>Mar  2 00:02:13 h su[77042] 'su root' failed",
       "auth.crit 2026-03-02T00:02:13Z host=h app=su pid=77042 msgid= text='su root' failed"},
      {"an address as host", "<13>Mar  2 00:02:13 192.0.2.7 a: x",
       "user.notice 2026-03-02T00:02:13Z host=192.0.2.7 app=a pid= msgid= text=x"},
      {"IPv6", "<13>Mar  2 00:02:13 2001:db8::7 a: x",
       "user.notice 2026-03-02T00:02:13Z host=2001:db8::7 app=a pid= msgid= text=x"},
      {"CEF", "<134>Mar  2 00:02:13 fw CEF:0|Vendor|Product|1.0|100|Disk full|10|",
       "local0.info 2026-03-02T00:02:13Z host=fw app= pid= msgid= text=CEF:0|Vendor|Product|1.0|100|Disk full|10|"},
      {"Snare", "<14>Mar  2 00:02:13 win1 MSWinEventLog\t1\tSystem",
       "user.info 2026-03-02T00:02:13Z host=win1 app= pid= msgid= text=MSWinEventLog\t1\tSystem"},
      {"AIX", "<13>Mar  2 00:02:13 Message forwarded from aix1: errdemon: x",
       "user.notice 2026-03-02T00:02:13Z host=aix1 app=errdemon pid= msgid= text=x"},
      {"Solaris", "<13>Mar  2 00:02:13 sol1 su: [ID 810491 auth.crit] 'su root' failed",
       "user.notice 2026-03-02T00:02:13Z host=sol1 app=su pid= msgid= text=[ID 810491 auth.crit] 'su root' failed"},
      {"an empty text", "<13>Mar  2 00:02:13 h a:", "user.notice 2026-03-02T00:02:13Z host=h app=a pid= msgid= text="},
  });
}

TEST(SyslogMessage, Cisco) {
  expect_read({
      {"IOS", "<189>29: *Mar  2 00:02:13.120: %SYS-5-CONFIG_I: Configured from console",
       "local7.notice 2026-03-02T00:02:13.12Z host= app=%SYS-5-CONFIG_I pid= msgid= text=Configured from console"},
      {"IOS with a zone",
       "<187>000045: Mar  2 00:02:13.120 UTC: %LINK-3-UPDOWN: Interface Gi0/1, changed state to down",
       "local7.err 2026-03-02T00:02:13.12Z host= app=%LINK-3-UPDOWN pid= msgid= text=Interface Gi0/1, changed state to "
       "down"},
      {"IOS, sender named", "<189>29: rtr-1: 000021: .Mar  2 00:02:13: %SYS-5-RESTART: x",
       "local7.notice 2026-03-02T00:02:13Z host=rtr-1 app=%SYS-5-RESTART pid= msgid= text=x"},
      {"IOS without a time", "<189>29: %SYS-5-CONFIG_I: x",
       "local7.notice - host= app=%SYS-5-CONFIG_I pid= msgid= text=x"},
      {"NX-OS", "<189>: 2026 Mar  2 00:02:13 UTC: %ETHPORT-5-IF_DOWN: x",
       "local7.notice 2026-03-02T00:02:13Z host= app=%ETHPORT-5-IF_DOWN pid= msgid= text=x"},
      {"ASA", "<166>Mar 02 2026 00:02:13 fw-1 : %ASA-6-302013: Built",
       "local4.info 2026-03-02T00:02:13Z host=fw-1 app=%ASA-6-302013 pid= msgid= text=Built"},
      {"ASA without a host", "<166>Mar 02 2026 00:02:13: %ASA-6-302013: Built",
       "local4.info 2026-03-02T00:02:13Z host= app=%ASA-6-302013 pid= msgid= text=Built"},
  });
}

TEST(SyslogMessage, WhatIsNoHeaderIsText) {
  expect_read({
      {"nothing", "", "user.notice - host= app= pid= msgid= text="},
      {"a bare text", "disk full on pos-17", "user.notice - host= app= pid= msgid= text=disk full on pos-17"},
      {"a tag", "<11>deploy: disk full", "user.err - host= app=deploy pid= msgid= text=disk full"},
      {"not a tag", "<11>12:30 http://x C:\\y", "user.err - host= app= pid= msgid= text=12:30 http://x C:\\y"},
      {"a number", "<11>404: not found", "user.err - host= app=404 pid= msgid= text=not found"},
      {"a priority too high", "<192>x", "user.notice - host= app= pid= msgid= text=<192>x"},
      {"a priority without digits", "<>x", "user.notice - host= app= pid= msgid= text=<>x"},
      {"a priority that does not end", "<13x", "user.notice - host= app= pid= msgid= text=<13x"},
      {"the highest", "<191>x", "local7.debug - host= app= pid= msgid= text=x"},
      {"a time alone", "<13>Mar  2 00:02:13", "user.notice 2026-03-02T00:02:13Z host= app= pid= msgid= text="},
      {"a word that is no host", "<13>Mar  2 00:02:13 (disk) full",
       "user.notice 2026-03-02T00:02:13Z host= app= pid= msgid= text=(disk) full"},
      {"line ends and a zero byte", std::string_view("<13>a: x\r\n\0", 11),
       "user.notice - host= app=a pid= msgid= text=x"},
  });
}

TEST(SyslogMessage, HeaderWordsAreOneLineOfUtf8AndBounded) {
  const auto message = parse_syslog("<13>1 - h\xFF\n7 " + std::string(1000, 'a') + " - - - x", kArrived);
  EXPECT_EQ(message.host, "h\xEF\xBF\xBD 7");
  EXPECT_EQ(message.app, std::string(kMaxHeaderWord, 'a'));
  EXPECT_EQ(parse_syslog(std::string(2 * kMaxSyslogMessage, 'x'), kArrived).text.size(), kMaxSyslogMessage);
}

TEST(SyslogMessage, NamesOfSeverities) {
  EXPECT_EQ(severity_of("emerg"), 0);
  EXPECT_EQ(severity_of("err"), 3);
  EXPECT_EQ(severity_of("debug"), 7);
  EXPECT_EQ(facility_name(16), "local0");
}

}  // namespace
}  // namespace redrive::central
