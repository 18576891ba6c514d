// Logging in with a browser: the cookie, and that no other site can use it.
#include "central/http/web_session.h"

#include "central/http/request_head.h"
#include "http_world.h"

namespace redrive::central {
namespace {

class WebSession : public HttpTest {
 protected:
  WebSession() { world.post("/api/v1/users", {{"name", "ann"}, {"role", "operator"}, {"password", "correct horse"}}); }
  Answer log_in(const Browser& browser = {}) {
    const Json login = {{"name", "ann"}, {"password", "correct horse"}, {"cookie", true}};
    return world.call({"POST", "/api/v1/login", login.dump(), "application/json", "-", "", "192.0.2.1", browser});
  }
  // Of a browser that has just logged in; without its proof when `csrf` is false.
  Browser logged_in(bool csrf = true) {
    const auto answer = log_in();
    Browser browser;
    browser.session = session_in(answer.response.set_cookie.substr(0, answer.response.set_cookie.find(';')));
    if (csrf) browser.csrf = answer.json["csrf"];
    return browser;
  }
  Answer as(const Browser& browser, const std::string& method, const std::string& target, const Json& body = {}) {
    return world.call(
        {method, target, body.is_null() ? "" : body.dump(), "application/json", "-", "", "192.0.2.1", browser});
  }
};

const Json kOutage = {{"server", "ids-1"}, {"duration", "2h"}, {"reason", "works"}};

TEST_F(WebSession, TheTokenIsInTheCookieAloneWhichNoScriptReads) {
  const auto answer = log_in();
  ASSERT_EQ(answer.status, 200);
  EXPECT_FALSE(answer.json.contains("token"));
  EXPECT_EQ(answer.json["role"], "operator");
  const std::string& cookie = answer.response.set_cookie;
  EXPECT_TRUE(cookie.starts_with("redrive_session=")) << cookie;
  for (const char* part : {"; HttpOnly", "; SameSite=Strict", "; Path=/", "; Max-Age="})
    EXPECT_NE(cookie.find(part), cookie.npos) << part;
  EXPECT_EQ(cookie.find("Secure"), cookie.npos);
  EXPECT_EQ(answer.response.body.find(session_in(cookie.substr(0, cookie.find(';')))), std::string::npos);
  Browser over_tls;
  over_tls.secure = true;
  EXPECT_NE(log_in(over_tls).response.set_cookie.find("; Secure"), std::string::npos);
}

TEST_F(WebSession, TheCookieReadsAndWithItsProofChanges) {
  const Browser ann = logged_in();
  const auto session = as(ann, "GET", "/api/v1/session");
  EXPECT_EQ(session.json["name"], "ann");
  EXPECT_EQ(session.json["csrf"], ann.csrf);
  EXPECT_FALSE(session.json["ends_at"].is_null());
  EXPECT_EQ(as(ann, "GET", "/api/v1/status").status, 200);
  EXPECT_EQ(as(ann, "POST", "/api/v1/outages", kOutage).status, 201);
  EXPECT_EQ(as(ann, "GET", "/api/v1/users").status, 403);
}

TEST_F(WebSession, ACookieWithoutItsProofReadsOnly) {
  Browser ann = logged_in(false);
  EXPECT_EQ(as(ann, "GET", "/api/v1/status").status, 200);
  EXPECT_EQ(as(ann, "POST", "/api/v1/outages", kOutage).status, 403);
  ann.csrf = csrf_of("another session");
  EXPECT_EQ(as(ann, "POST", "/api/v1/outages", kOutage).status, 403);
  ann.csrf = ann.session;
  EXPECT_EQ(as(ann, "POST", "/api/v1/outages", kOutage).status, 403);
}

TEST_F(WebSession, PagesOfOtherSitesChangeNothing) {
  Browser ann = logged_in();
  ann.host = "noc.example:8461";
  for (const std::string origin :
       {"https://evil.example", "null", "https://noc.example", "https://noc.example:8461.evil"}) {
    ann.origin = origin;
    EXPECT_EQ(as(ann, "POST", "/api/v1/outages", kOutage).status, 403) << origin;
    EXPECT_EQ(log_in(ann).status, 403) << origin;
    EXPECT_EQ(as(ann, "GET", "/api/v1/status").status, 200) << origin;
  }
  ann.origin = "https://NOC.example:8461";
  EXPECT_EQ(as(ann, "POST", "/api/v1/outages", kOutage).status, 201);
  Browser evil;
  evil.origin = "https://evil.example", evil.host = "noc.example";
  EXPECT_EQ(
      world.call({"POST", "/api/v1/outages", kOutage.dump(), "application/json", "", "", "192.0.2.1", evil}).status,
      403);
}

TEST_F(WebSession, LoggingOutEndsItAndTakesTheCookieAway) {
  const Browser ann = logged_in();
  const auto out = as(ann, "POST", "/api/v1/logout");
  EXPECT_EQ(out.status, 204);
  EXPECT_NE(out.response.set_cookie.find("redrive_session=; Path=/; Max-Age=0"), std::string::npos);
  EXPECT_EQ(as(ann, "GET", "/api/v1/session").status, 401);
  Browser dead = ann;
  dead.csrf.clear();
  EXPECT_EQ(log_in(dead).status, 200) << "a dead cookie keeps nobody from logging in";
}

TEST_F(WebSession, ABearerTokenComesFirstAndNeedsNoProof) {
  Browser dead;
  dead.session = std::string(64, '0');
  EXPECT_EQ(
      world.call({"POST", "/api/v1/outages", kOutage.dump(), "application/json", "", "", "192.0.2.1", dead}).status,
      201);
  EXPECT_TRUE(world.get("/api/v1/session").json["csrf"].is_null());
}

TEST(SessionCookie, IsFoundAmongOthersAndNotInPartsOfThem) {
  EXPECT_EQ(session_in("a=b; redrive_session=abc; c=d"), "abc");
  EXPECT_EQ(session_in("redrive_session=abc"), "abc");
  for (const char* header : {"", ";;=", "xredrive_session=abc", "redrive_session_=abc", "a=redrive_session=abc"})
    EXPECT_EQ(session_in(header), "") << header;
}

TEST(Proxies, OnlyTrustedOnesAreBelieved) {
  const Proxies proxies = {"127.0.0.1", "10.0.0.1"};
  EXPECT_EQ(client_of("192.0.2.7", "198.51.100.1", proxies), "192.0.2.7");
  EXPECT_EQ(client_of("127.0.0.1", "198.51.100.1", proxies), "198.51.100.1");
  EXPECT_EQ(client_of("127.0.0.1", "6.6.6.6, 198.51.100.1", proxies), "198.51.100.1") << "what the client made up";
  EXPECT_EQ(client_of("127.0.0.1", "198.51.100.1, 10.0.0.1", proxies), "198.51.100.1");
  EXPECT_EQ(client_of("127.0.0.1", "", proxies), "127.0.0.1");
  EXPECT_EQ(client_of("127.0.0.1", "198.51.100.1,", proxies), "127.0.0.1");
  EXPECT_EQ(client_of("127.0.0.1", "10.0.0.1", proxies), "10.0.0.1");
}

}  // namespace
}  // namespace redrive::central
