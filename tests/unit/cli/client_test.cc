#include "cli/client.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli/login_file.h"

namespace redrive::cli {
namespace {

struct Canned {
  int status = 200;
  std::string body = "{}";
};

// Answers every request in the same way and remembers the last one.
class CannedServer : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  struct Seen {
    std::string line, token;
  };

  explicit CannedServer(Canned canned) : canned_(std::move(canned)), socket_(Poco::Net::SocketAddress("127.0.0.1", 0)) {
    auto* params = new Poco::Net::HTTPServerParams;
    params->setKeepAlive(false);
    // The server owns its factory, so it gets a second one that refers to this.
    server_.emplace(new Forward(*this), socket_, params);
    server_->start();
  }
  ~CannedServer() override { server_->stopAll(true); }

  std::string address() const { return "http://127.0.0.1:" + std::to_string(socket_.address().port()); }
  const Seen& seen() const { return seen_; }

  Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
    return new Answer(*this);
  }

 private:
  struct Forward : Poco::Net::HTTPRequestHandlerFactory {
    explicit Forward(CannedServer& owner) : to(owner) {}
    Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& r) override {
      return to.createRequestHandler(r);
    }
    CannedServer& to;
  };
  struct Answer : Poco::Net::HTTPRequestHandler {
    explicit Answer(CannedServer& owner) : of(owner) {}
    void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override {
      of.seen_ = {request.getMethod() + " " + request.getURI(), request.get("Authorization", "")};
      response.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(of.canned_.status));
      response.sendBuffer(of.canned_.body.data(), of.canned_.body.size());
    }
    CannedServer& of;
  };

  const Canned canned_;
  Poco::Net::ServerSocket socket_;
  std::optional<Poco::Net::HTTPServer> server_;
  Seen seen_;
};

class ClientTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/redrive-cli-XXXXXX";
    folder_ = ::mkdtemp(name);
    token_ = folder_ / "token";
    std::ofstream(token_) << "secret\n";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  Client client(const std::string& address) { return Client({address, token_, std::chrono::seconds(5)}); }

  std::filesystem::path folder_, token_;
};

TEST_F(ClientTest, ShowsItsTokenAndEncodesItsQuery) {
  CannedServer server({200, R"({"items": []})"});
  auto answer = client(server.address()).get("/api/v1/failures", {{"server", "a b&c"}, {"device", ""}});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(server.seen().token, "Bearer secret");
  EXPECT_EQ(server.seen().line, "GET /api/v1/failures?server=a%20b%26c");
}

TEST_F(ClientTest, EveryStatusHasItsCode) {
  const std::pair<int, base::ErrorCode> cases[] = {
      {400, base::ErrorCode::kInvalid}, {401, base::ErrorCode::kDenied},      {403, base::ErrorCode::kDenied},
      {429, base::ErrorCode::kDenied},  {404, base::ErrorCode::kNotFound},    {409, base::ErrorCode::kConflict},
      {500, base::ErrorCode::kFailed},  {503, base::ErrorCode::kUnavailable}, {507, base::ErrorCode::kNoSpace}};
  for (const auto& [status, code] : cases) {
    CannedServer server({status, R"({"detail": "what and why"})"});
    auto answer = client(server.address()).get("/x");
    ASSERT_FALSE(answer) << status;
    EXPECT_EQ(answer.error().code, code) << status;
    EXPECT_EQ(answer.error().message, "what and why");
  }
}

// A login as `redrive login` keeps it, in a home of its own.
class LoginTest : public ClientTest {
 protected:
  void SetUp() override {
    ClientTest::SetUp();
    ::setenv("XDG_CONFIG_HOME", folder_.c_str(), 1);
    ::unsetenv("REDRIVE_TOKEN_FILE");
  }
  void TearDown() override {
    ::unsetenv("XDG_CONFIG_HOME");
    ClientTest::TearDown();
  }
  static Client without_token_file(const std::string& address) {
    return Client({address, "", std::chrono::seconds(5)});
  }
};

TEST_F(LoginTest, ItsSessionIsShownToItsCentralAndToNoOther) {
  CannedServer server({200, "{}"}), other({200, "{}"});
  ASSERT_TRUE(keep_login(server.address(), "the-session"));
  ASSERT_TRUE(without_token_file(server.address()).get("/x"));
  EXPECT_EQ(server.seen().token, "Bearer the-session");
  (void)without_token_file(other.address()).get("/x");
  EXPECT_NE(other.seen().token, "Bearer the-session");
  ASSERT_TRUE(client(server.address()).get("/x"));
  EXPECT_EQ(server.seen().token, "Bearer secret") << "a file that was named comes first";
}

TEST_F(LoginTest, IsKeptForItsPersonAloneAndForgotten) {
  ASSERT_TRUE(keep_login("http://127.0.0.1:1", "the-session"));
  const auto permissions = std::filesystem::status(folder_ / "redrive" / "session").permissions();
  EXPECT_EQ(static_cast<unsigned>(permissions), 0600U);
  EXPECT_EQ(read_login("http://127.0.0.1:1").value(), "the-session");
  ASSERT_TRUE(forget_login());
  EXPECT_EQ(read_login("http://127.0.0.1:1").error().code, base::ErrorCode::kNotFound);
  EXPECT_TRUE(forget_login()) << "again is well";
}

TEST_F(LoginTest, LoggingInShowsNoToken) {
  CannedServer server({200, "{}"});
  ASSERT_TRUE(client(server.address()).post_openly("/api/v1/login", Json::object()));
  EXPECT_EQ(server.seen().token, "");
}

TEST_F(ClientTest, AnAnswerThatIsNotJsonIsSaidSo) {
  CannedServer server({200, "<html>hello</html>"});
  auto answer = client(server.address()).get("/x");
  ASSERT_FALSE(answer);
  EXPECT_NE(answer.error().message.find("not JSON"), std::string::npos);
}

TEST_F(ClientTest, NobodyThereIsUnavailable) {
  std::string address;
  {
    CannedServer gone({200, "{}"});
    address = gone.address();
  }
  auto answer = client(address).get("/x");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, base::ErrorCode::kUnavailable);
}

TEST_F(ClientTest, AWrongAddressAndAMissingTokenSayWhatIsExpected) {
  auto wrong = client("ftp://x").get("/x");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, base::ErrorCode::kInvalid);
  auto missing = Client({"http://127.0.0.1:1", folder_ / "none", std::chrono::seconds(1)}).get("/x");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, base::ErrorCode::kDenied);
  EXPECT_NE(missing.error().message.find("--token-file"), std::string::npos);
}

}  // namespace
}  // namespace redrive::cli
