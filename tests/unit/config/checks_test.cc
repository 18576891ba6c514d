#include "shared/config/checks.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace redrive::config {
namespace {

struct Case {
  bool (*check)(std::string_view);
  std::vector<std::string> good, bad;
};

TEST(Checks, TellGoodFromBad) {
  const std::vector<Case> cases = {
      {is_listen_address,
       {"127.0.0.1:8461", "[::1]:0", "localhost:80"},
       {"", ":80", "127.0.0.1", "a:-1", "a:+1", "a:65536", "a:8o", "::1:80", "a b:80", "*:80"}},
      {is_listen_endpoint,
       {"tcp://*:7461", "tcp://0.0.0.0:0", "tcp://127.0.0.1:*", "tcp://[::]:1"},
       {"*:7461", "udp://*:1", "tcp://:1", "tcp://*", "tcp://*:x"}},
      {is_remote_endpoint,
       {"tcp://noc-1:7461", "tcp://[fe80::1%eth0]:7461"},
       {"tcp://*:7461", "tcp://a:0", "tcp://a:*", "tcp://-a:1", "a:1", "ipc://x"}},
      {is_smtp_url,
       {"smtp://127.0.0.1:25", "smtps://mail", "smtp+starttls://mail:587", "smtp://[::1]:25", "smtp://[::1]"},
       {"smtp://", "smtp://u:p@mail", "smtp://mail/", "mail", "SMTP://mail"}},
      {is_pop3_url,
       {"pop3s://user@host", "pop3://a@b@host:110"},
       {"pop3://host", "pop3://u:p@host", "imap://u@h", "pop3://@h", "pop3://u@"}},
      {is_syslog_address,
       {"udp://127.0.0.1:5514", "tcp://[::1]:0", "tcp://noc:514"},
       {"127.0.0.1:5514", "udp://127.0.0.1", "tls://noc:6514", "udp://*:514"}},
      {is_store_url,
       {"sqlite:central.db", "sqlite:/a/b", "postgresql://h/d"},
       {"sqlite:", "postgresql://", "mysql://h", "central.db"}},
      {is_mail_address,
       {"a@b", "noc+x@example.com"},
       {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b c", "A <a@b>", "a@b\n", "-a@b", "ü@b"}},
      {is_window,
       {"22:00-05:00", "00:00-23:59"},
       {"", "22:00", "22:00-22:00", "24:00-01:00", "22:60-01:00", "2:00-05:00", "22:00_05:00"}},
      {is_z85_key,
       {std::string(40, 'a')},
       {"", std::string(39, 'a'), std::string(41, 'a'), std::string(39, 'a') + "~", std::string(39, 'a') + "\n"}},
      {is_verifying_key,
       {"ed25519:" + std::string(64, 'a')},
       {"", std::string(64, 'a'), "ed25519:" + std::string(63, 'a'), "ed25519:" + std::string(64, 'A'),
        "blake2b:" + std::string(64, 'a')}},
      {is_remote_path,
       {"/", "/var/tmp/redrive", "/home/u/.cache"},
       {"", "var", "/a/../b", "/..", "/a b", "/a;b", "/-x"}},
      {is_type_name, {"disk_full", "a1"}, {"", "Disk", "1a", "a-b", std::string(65, 'a')}},
      {is_name_or_glob, {"ids-*", "?", "a"}, {"", "-*", "a/*", ".."}},
      {is_label, {"x", "Straße 1", "a b"}, {"", "a\nb", std::string("a\0b", 3), std::string(257, 'a')}},
      {is_utf8,
       {"", "ä€😀"},
       {"\xC0\x80", "\xE4", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", std::string("\0", 1), "\xE0\x80\x80",
        "\xF0\x80\x80\x80"}},
  };
  for (const Case& c : cases) {
    for (const auto& text : c.good) EXPECT_TRUE(c.check(text)) << "\"" << text << "\" is right";
    for (const auto& text : c.bad) EXPECT_FALSE(c.check(text)) << "\"" << text << "\" is wrong";
  }
}

TEST(Checks, QuotesAreSafeToPrint) {
  EXPECT_EQ(in_quotes("a\x1b[2J\n"), "\"a\\x1b[2J\\x0a\"");
  EXPECT_EQ(in_quotes(std::string(100, 'x')), "\"" + std::string(60, 'x') + "…\"");
}

}  // namespace
}  // namespace redrive::config
