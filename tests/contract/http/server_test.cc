// The server against clients that misbehave, over real sockets.
#include "central/http/server.h"

#include <atomic>
#include <future>

#include "http_world.h"
#include "raw_client.h"

namespace redrive::central {
namespace {

using testing::Test;

// Routes of its own, so that nothing but the server is in play.
std::atomic<int> g_runs{0};
std::promise<void>* g_entered = nullptr;
std::shared_future<void> g_gate;

base::Result<Response> echo(const HttpContext&, Request& request) {
  ++g_runs;
  return Response{200, "text/plain", request.body + "|" + request.content_type};
}
base::Result<Response> length(const HttpContext&, Request& request) {
  std::size_t total = 0;
  char buffer[4096];
  for (;;) {
    auto got = request.stream->read(buffer, sizeof buffer);
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) return Response{200, "text/plain", std::to_string(total)};
    total += *got;
  }
}
base::Result<Response> ignore(const HttpContext&, Request&) {
  return Response{200, "text/plain", "ignored"};
}
base::Result<Response> wait(const HttpContext&, Request&) {
  g_entered->set_value();
  g_gate.wait();
  return Response{200, "text/plain", "waited"};
}
base::Result<Response> fail(const HttpContext&, Request&) {
  throw std::runtime_error("a secret\nforged line");
}
base::Result<Response> large(const HttpContext&, Request&) {
  ++g_runs;
  return Response{200, "text/plain", std::string(64 << 20, 'x')};
}

std::vector<Endpoint> endpoints() {
  return {{"POST", "/echo", Need::kNothing, echo, 1000},
          {"GET", "/echo", Need::kNothing, echo, 1000},
          {"PUT", "/length", Need::kNothing, length, 0, true},
          {"PUT", "/ignore", Need::kNothing, ignore, 0, true},
          {"GET", "/wait", Need::kNothing, wait},
          {"GET", "/fail", Need::kNothing, fail},
          {"GET", "/large", Need::kNothing, large},
          {"POST", "/closed", Need::kAdministrator, echo}};
}

class Server : public HttpTest {
 protected:
  Server() : dispatcher_(*world.context, *world.people, endpoints()) { g_runs = 0; }
  void start(const ConnectionLimits& limits = {}) {
    server = must(HttpServer::start({"127.0.0.1:0"}, dispatcher_, clock_, limits));
  }
  std::string talk(std::string_view bytes) {
    RawClient client(server->bound_port());
    client.send(bytes);
    return client.read_to_end();
  }
  static int status_of(const std::string& response) {
    return response.size() > 12 ? std::atoi(response.substr(9, 3).c_str()) : 0;
  }

  base::SystemClock clock_;
  Dispatcher dispatcher_;
  std::unique_ptr<HttpServer> server;
};

std::string request(const std::string& line, const std::string& fields, const std::string& body = "") {
  return line + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n" + body;
}
const std::string kSmuggled = "GET /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

TEST_F(Server, AnswersAndKeepsTheConnection) {
  start();
  RawClient client(server->bound_port());
  for (int i = 0; i < 3; ++i) {
    client.send(request("POST /echo", "Content-Length: 2\r\nContent-Type: Text/Plain; charset=x\r\n", "hi"));
    const std::string response = client.read_response();
    EXPECT_EQ(status_of(response), 200);
    EXPECT_TRUE(response.ends_with("hi|text/plain")) << response;
  }
}

TEST_F(Server, NeverTakesABodyForARequest) {
  start();
  struct Attack {
    std::string what, bytes;
    int status;
  };
  const std::string inner = std::to_string(kSmuggled.size());
  const Attack attacks[] = {
      {"both lengths",
       request("POST /echo", "Content-Length: " + inner + "\r\nTransfer-Encoding: chunked\r\n",
               "0\r\n\r\n" + kSmuggled),
       400},
      {"two lengths", request("POST /echo", "Content-Length: 0\r\nContent-Length: " + inner + "\r\n", kSmuggled), 400},
      {"a space before the colon",
       request("POST /echo", "Content-Length : " + inner + "\r\nContent-Length: 0\r\n", kSmuggled), 400},
      {"a signed length", request("POST /echo", "Content-Length: +0\r\n", kSmuggled), 400},
      {"another coding", request("POST /echo", "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n" + kSmuggled), 501},
      {"no length", request("POST /echo", "", kSmuggled), 411},
      {"trailers",
       request("POST /echo", "Transfer-Encoding: chunked\r\n", "0\r\nGET /echo HTTP/1.1\r\nHost: x\r\n\r\n"), 200},
  };
  for (const auto& attack : attacks) {
    g_runs = 0;
    const std::string response = talk(attack.bytes);
    EXPECT_EQ(status_of(response), attack.status) << attack.what << response;
    EXPECT_EQ(response.find("HTTP/1.1", 1), std::string::npos) << attack.what << ": a second answer\n" << response;
    EXPECT_EQ(g_runs, attack.status == 200 ? 1 : 0) << attack.what;
  }
}

TEST_F(Server, ReadsAwayWhatAHandlerDidNotRead) {
  start();
  RawClient client(server->bound_port());
  client.send(request("PUT /ignore", "Content-Length: " + std::to_string(kSmuggled.size()) + "\r\n", kSmuggled));
  EXPECT_TRUE(client.read_response().ends_with("ignored"));
  EXPECT_EQ(g_runs, 0);
  client.send(request("PUT /length", "Content-Length: 3\r\n", "abc"));
  EXPECT_TRUE(client.read_response().ends_with("\r\n\r\n3"));
  client.send(request("POST /closed", "Content-Length: " + std::to_string(kSmuggled.size()) + "\r\n", kSmuggled));
  EXPECT_EQ(status_of(client.read_response()), 401);
  EXPECT_EQ(g_runs, 0);
}

TEST_F(Server, EndsTheConnectionRatherThanReadALotAway) {
  start();
  RawClient client(server->bound_port());
  client.send(request("PUT /ignore", "Content-Length: 100000000\r\n", "begun"));
  const std::string response = client.read_response();
  EXPECT_TRUE(response.ends_with("ignored"));
  EXPECT_NE(response.find("Connection: Close"), std::string::npos) << response;
  EXPECT_TRUE(client.closed_within(std::chrono::seconds(20)));
}

TEST_F(Server, CapsBodies) {
  start();
  EXPECT_EQ(status_of(talk(request("POST /echo", "Content-Length: 1001\r\n", std::string(1001, 'x')))), 413);
  EXPECT_EQ(status_of(talk(request("POST /echo", "Content-Length: 999999999999999999\r\n", "x"))), 413);
  EXPECT_EQ(status_of(talk(request("POST /echo", "Transfer-Encoding: chunked\r\n",
                                   "7d0\r\n" + std::string(2000, 'x') + "\r\n0\r\n\r\n"))),
            413);
  EXPECT_EQ(g_runs, 0);
}

TEST_F(Server, TakesChunkedBodies) {
  start();
  EXPECT_TRUE(talk(request("POST /echo", "Transfer-Encoding: chunked\r\n", "2\r\nhi\r\n1\r\n!\r\n0\r\n\r\n"))
                  .ends_with("hi!|"));
}

TEST_F(Server, PutsNothingFromARequestIntoAHeader) {
  start();
  const std::string evil = "=?utf-8?q?a=0D=0ASet-Cookie:_x=3D1?=";
  for (const std::string& line :
       std::vector<std::string>{"GET /echo?" + evil, "GET /" + evil, "BREW /echo", "GET /%0d%0aSet-Cookie:x"}) {
    const std::string response = talk(request(
        line, "Connection: close\r\nX: " + evil + "\r\nAuthorization: " + evil + "\r\nOrigin: " + evil + "\r\n"));
    const std::string head = response.substr(0, response.find("\r\n\r\n"));
    EXPECT_GE(status_of(response), 200) << line;
    EXPECT_EQ(head.find("ookie"), std::string::npos) << head;
  }
}

TEST_F(Server, ExceptionsAre500WithAnIdAndNothingElse) {
  start();
  const std::string response = talk(request("GET /fail", "Connection: close\r\n"));
  EXPECT_EQ(status_of(response), 500);
  EXPECT_NE(response.find("\"id\":"), std::string::npos);
  EXPECT_EQ(response.find("secret"), std::string::npos);
}

TEST_F(Server, RefusalsSayHowToComeIn) {
  start();
  const std::string response = talk(request("POST /closed", "Connection: close\r\nContent-Length: 0\r\n"));
  EXPECT_EQ(status_of(response), 401);
  EXPECT_NE(response.find("WWW-Authenticate: Bearer"), std::string::npos);
}

TEST_F(Server, SurvivesRubbish) {
  start();
  for (const std::string& bytes : {std::string("\0\0\0\0", 4), std::string(100'000, 'A'), std::string("GET\r\n\r\n"),
                                   std::string("GET / HTTP/1.1\r\n") + std::string(200'000, 'h'),
                                   std::string("\r\n\r\n\r\n"), request("POST /echo", "Content-Length: abc\r\n"),
                                   request("POST /echo", "Transfer-Encoding: chunked\r\n", "zzz\r\n")}) {
    RawClient client(server->bound_port());
    client.send(bytes);
    client.finish();
    client.read_to_end();
  }
  EXPECT_EQ(status_of(talk(request("GET /echo", "Connection: close\r\n"))), 200);
}

TEST_F(Server, IdleConnectionsMakeNobodyWait) {
  ConnectionLimits limits;
  limits.total = 32, limits.per_address = 32, limits.keep_alive = limits.head = limits.one_read = std::chrono::hours(1);
  start(limits);
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 100; ++i) {
    idle.push_back(std::make_unique<RawClient>(server->bound_port()));
    if (i % 2 == 0) idle.back()->send("GET /echo HT");  // half of them in the middle of a head
    EXPECT_EQ(status_of(talk(request("GET /echo", "Connection: close\r\n"))), 200) << i;
  }
  EXPECT_LE(server->open_connections(), 32U);
}

TEST_F(Server, SlowSendersAreCut) {
  ConnectionLimits limits;
  limits.head = std::chrono::milliseconds(300), limits.body = std::chrono::milliseconds(300);
  start(limits);
  RawClient head(server->bound_port()), body(server->bound_port());
  head.send("GET /echo HTTP/1.1\r\nX: ");
  body.send(request("POST /echo", "Content-Length: 100\r\n", "a few bytes"));
  EXPECT_TRUE(head.closed_within(std::chrono::seconds(20)));
  EXPECT_TRUE(body.closed_within(std::chrono::seconds(20)));
  EXPECT_EQ(g_runs, 0);
}

TEST_F(Server, ReadersThatDoNotReadAreCut) {
  ConnectionLimits limits;
  limits.answer = std::chrono::milliseconds(300);
  start(limits);
  RawClient client(server->bound_port());
  client.send(request("GET /large", ""));
  const auto patience = clock_.steady() + std::chrono::seconds(20);
  while ((g_runs == 0 || server->open_connections() > 0) && clock_.steady() < patience) std::this_thread::yield();
  EXPECT_EQ(server->open_connections(), 0U);
}

TEST_F(Server, StopWaitsForTheRequestInHandAndForNothingElse) {
  start();
  std::promise<void> entered, gate;
  g_entered = &entered;
  g_gate = gate.get_future().share();
  RawClient busy(server->bound_port()), idle(server->bound_port());
  busy.send(request("GET /wait", ""));
  entered.get_future().wait();
  auto stopped = std::async(std::launch::async, [&] { server->stop(); });
  EXPECT_TRUE(idle.closed_within(std::chrono::seconds(20)));
  gate.set_value();
  EXPECT_TRUE(busy.read_response().ends_with("waited"));
  stopped.get();
  EXPECT_THROW(RawClient(server->bound_port()), std::runtime_error);
}

TEST_F(Server, AnAddressInUseIsAnError) {
  start();
  const auto second = HttpServer::start({"127.0.0.1:" + std::to_string(server->bound_port())}, dispatcher_, clock_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::ErrorCode::kFailed);
  EXPECT_FALSE(HttpServer::start({"nonsense"}, dispatcher_, clock_));
}

}  // namespace
}  // namespace redrive::central
