// What the log says of requests, and the ids that tie it to what clients saw.
#include "central/http/request_log.h"

#include "http_world.h"

namespace redrive::central {
namespace {

TEST(RequestId, IsTheClientsWhereItIsWellFormed) {
  EXPECT_EQ(request_id("0b9e.F_7-x"), "0b9e.F_7-x");
  EXPECT_EQ(request_id(std::string(64, 'a')), std::string(64, 'a'));
  for (const std::string& given : {std::string(), std::string(65, 'a'), std::string("a b"), std::string("a\r\nX: y"),
                                   std::string("a\"b"), std::string("\xC3\xA9")}) {
    const auto made = request_id(given);
    EXPECT_EQ(made.size(), 16U) << given;
    EXPECT_NE(made, request_id(given));
  }
}

class RequestLogTest : public testing::Test {
 protected:
  std::string said(const std::string& method, const std::string& path, int status, const std::string& who = "ann") {
    Request request;
    request.method = method, request.path = path, request.id = "r-1";
    request.actor = {who, "192.0.2.7"};
    testing::internal::CaptureStderr();
    log.ended(request, {status, "", ""}, std::chrono::microseconds(12'340));
    return testing::internal::GetCapturedStderr();
  }
  Metrics metrics;
  base::ManualClock clock;
  RequestLog log{metrics, clock};
};

TEST_F(RequestLogTest, TellsWhoChangedWhat) {
  const std::string line = said("POST", "/api/v1/tickets/RD-2026-000123/ack", 200);
  EXPECT_NE(line.find("http: request=r-1 method=POST path=/api/v1/tickets/RD-2026-000123/ack status=200 who=ann "
                      "from=192.0.2.7 ms=12.3\n"),
            line.npos)
      << line;
}

TEST_F(RequestLogTest, TellsWhatFailedAndNotWhatWasRead) {
  EXPECT_EQ(said("GET", "/api/v1/tickets", 200), "");
  EXPECT_EQ(said("HEAD", "/api/v1/tickets", 200), "");
  EXPECT_EQ(said("POST", "/api/v1/alerts", 202), "") << "they come by the thousand";
  EXPECT_NE(said("GET", "/api/v1/tickets/x", 404), "");
  EXPECT_NE(said("POST", "/api/v1/alerts", 400), "");
  EXPECT_NE(said("GET", "/api/v1/tickets", 503).find("warning"), std::string::npos);
}

TEST_F(RequestLogTest, CountsEveryOneByItsKind) {
  for (const int status : {200, 204, 304, 404, 409, 500, 503}) said("GET", "/", status);
  std::vector<std::uint64_t> counts;
  for (const auto& count : metrics.http_requests) counts.push_back(count);
  EXPECT_EQ(counts, (std::vector<std::uint64_t>{2, 1, 2, 2}));
}

TEST_F(RequestLogTest, StrangersCannotFillTheLog) {
  std::size_t lines = 0;
  for (int i = 0; i < 1000; ++i) lines += said("GET", "/x", 401, "").empty() ? 0 : 1;
  EXPECT_EQ(lines, RequestLog::kStrangers);
  EXPECT_NE(said("POST", "/x", 200), "") << "who is known is told of still";
  clock.advance(std::chrono::seconds(1));
  const std::string next = said("GET", "/x", 401, "");
  EXPECT_NE(next.find("980 more requests"), next.npos) << next;
  EXPECT_NE(next.find("status=401"), next.npos);
}

TEST_F(HttpTest, ATicketsLifeIsInTheLogUnderItsId) {
  testing::internal::CaptureStderr();
  world.post("/api/v1/alerts", kAlert);
  world.settle();
  const std::string id = world.get("/api/v1/tickets").json["items"].at(0)["id"];
  world.post("/api/v1/tickets/" + id + "/note", {{"text", "my secret"}});
  world.post("/api/v1/tickets/" + id + "/close", {{"text", "done"}});
  world.decider->stop();
  const std::string log = testing::internal::GetCapturedStderr();
  for (const std::string what : {"opened", "note", "closed"})
    EXPECT_NE(log.find("tickets: ticket=" + id + " what=" + what), log.npos) << what << "\n" << log;
  EXPECT_EQ(log.find("my secret"), log.npos);
}

}  // namespace
}  // namespace redrive::central
