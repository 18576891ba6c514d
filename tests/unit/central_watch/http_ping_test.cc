// What a ping's address means, and what counts as an answer. With real servers: tests/e2e/scenario_monitoring.py.
#include "central/watch/http_ping.h"

#include <gtest/gtest.h>

#include "shared/config/checks.h"

namespace redrive::central {
namespace {

TEST(PingUrl, IsTakenApart) {
  struct Case {
    std::string url;
    bool tls;
    std::string host;
    std::uint16_t port;
    std::string authority, target;
  };
  for (const Case& one : {Case{"https://hc.example/0f2c", true, "hc.example", 443, "hc.example", "/0f2c"},
                          {"http://127.0.0.1:8000", false, "127.0.0.1", 8000, "127.0.0.1:8000", "/"},
                          {"http://hc.example?a=b", false, "hc.example", 80, "hc.example", "/?a=b"},
                          {"https://[::1]:8443/x?y=/z", true, "::1", 8443, "[::1]:8443", "/x?y=/z"}}) {
    EXPECT_TRUE(config::is_ping_url(one.url)) << one.url;
    const auto address = parse_ping_url(one.url);
    ASSERT_TRUE(address) << one.url;
    EXPECT_EQ(address->tls, one.tls) << one.url;
    EXPECT_EQ(address->host, one.host);
    EXPECT_EQ(address->port, one.port);
    EXPECT_EQ(address->authority, one.authority);
    EXPECT_EQ(address->target, one.target);
  }
}

TEST(PingUrl, OthersAreRefused) {
  for (const std::string& url :
       {std::string(""), std::string("hc.example"), std::string("ftp://hc.example/"), std::string("https://"),
        std::string("https:///x"), std::string("https://user@hc.example/"), std::string("https://user:pw@hc.example/"),
        std::string("https://hc.example/a b"), std::string("https://hc.example/\r\nX: y"),
        std::string("https://hc.example/\x01"), std::string("https://hc.example/#x"),
        std::string("https://hc.example:0/"), std::string("https://hc.example:99999/"),
        "https://hc.example/" + std::string(2048, 'x')}) {
    EXPECT_FALSE(config::is_ping_url(url)) << url.substr(0, 60);
  }
}

TEST(PingAnswer, ItsStatusIsInTheFirstLine) {
  EXPECT_EQ(parse_status_line("HTTP/1.1 200 OK").value_or(0), 200);
  EXPECT_EQ(parse_status_line("HTTP/1.0 404").value_or(0), 404);
  EXPECT_EQ(parse_status_line("HTTP/1.1 204 ").value_or(0), 204);
  for (const char* line : {"", "HTTP/1.1", "HTTP/2 200", "HTTP/1.1 20", "HTTP/1.1 2000", "HTTP/1.1 abc OK",
                           "HTTP/1.1  200", "220 smtp.example ESMTP", "HTTP/1.1 099 x"})
    EXPECT_FALSE(parse_status_line(line)) << line;
}

}  // namespace
}  // namespace redrive::central
