// Answers made once for all who ask: kept until what they show changes, a second at most, and never mixed up.
#include "central/http/kept_responses.h"

#include <latch>
#include <thread>

#include "http_world.h"

namespace redrive::central {
namespace {

class KeptResponsesTest : public testing::Test {
 protected:
  std::string ask(const std::string& path, std::multimap<std::string, std::string, std::less<>> query = {}) {
    Request request;
    request.path = path;
    request.query = std::move(query);
    auto response = kept.get(request, resource("failures"), now, [&]() -> base::Result<Response> {
      ++made;
      if (trouble) return base::fail(base::ErrorCode::kUnavailable, "the disk is full");
      return Response{200, "text/plain", std::to_string(made) + std::string(padding, ' ')};
    });
    return response ? response->body.substr(0, response->body.find(' ')) : response.error().message;
  }

  EventHub hub;
  KeptResponses kept{hub};
  base::SteadyTime now{std::chrono::hours(1)};
  int made = 0;
  std::size_t padding = 0;
  bool trouble = false;
};

TEST_F(KeptResponsesTest, IsMadeOnceUntilWhatItShowsChanges) {
  EXPECT_EQ(ask("/a"), "1");
  EXPECT_EQ(ask("/a"), "1");
  hub.tell(resource("mail"));
  EXPECT_EQ(ask("/a"), "1") << "it shows no mail";
  hub.tell(resources({"failures", "mail"}));
  EXPECT_EQ(ask("/a"), "2");
}

TEST_F(KeptResponsesTest, IsMadeAnewAfterASecond) {
  EXPECT_EQ(ask("/a"), "1");
  now += Kept<Response>::kMost - base::Micros(1);
  EXPECT_EQ(ask("/a"), "1");
  now += base::Micros(1);
  EXPECT_EQ(ask("/a"), "2");
}

TEST_F(KeptResponsesTest, EveryQuestionHasItsOwn) {
  EXPECT_EQ(ask("/a"), "1");
  EXPECT_EQ(ask("/b"), "2");
  EXPECT_EQ(ask("/a", {{"q", "1"}}), "3");
  EXPECT_EQ(ask("/a", {{"q", "1"}, {"r", ""}}), "4");
  int next = 5;
  for (const char* alike : {"1 1:r 0:", "1 r ", "1 r=", "1&r="})
    EXPECT_EQ(ask("/a", {{"q", alike}}), std::to_string(next++)) << alike << " is no second parameter";
  EXPECT_EQ(ask("/a"), "1");
}

TEST_F(KeptResponsesTest, TroubleIsNotKept) {
  trouble = true;
  EXPECT_EQ(ask("/a"), "the disk is full");
  trouble = false;
  EXPECT_EQ(ask("/a"), "2");
}

TEST_F(KeptResponsesTest, HoldsTheNewestQuestionsOnlyAndNothingLarge) {
  EXPECT_EQ(ask("/a"), "1");
  for (std::size_t i = 0; i < KeptResponses::kMost - 1; ++i) ask("/other" + std::to_string(i));
  EXPECT_EQ(ask("/a"), "1");
  for (std::size_t i = 0; i < KeptResponses::kMost; ++i) ask("/more" + std::to_string(i));
  const int before = made;
  EXPECT_EQ(ask("/a"), std::to_string(before + 1));
  padding = KeptResponses::kLargest;
  ask("/large"), ask("/large");
  EXPECT_EQ(made, before + 3);
}

TEST_F(KeptResponsesTest, ManyAtOnceHaveOneMaking) {
  std::vector<std::jthread> all;
  for (int i = 0; i < 8; ++i) {
    all.emplace_back([this] { EXPECT_EQ(ask("/a"), "1"); });
  }
  all.clear();
  EXPECT_EQ(made, 1);
}

TEST(Kept, OnlyThoseWaitForAMakingForWhomTheOldIsTooOld) {
  Kept<int> kept;
  base::SteadyTime now{std::chrono::hours(1)};
  const auto get = [&](std::uint64_t version, auto make) { return **kept.get(version, now, make); };
  const auto never = []() -> base::Result<int> { throw std::logic_error("made"); };
  EXPECT_EQ(get(1, [] { return base::Result<int>(10); }), 10);
  now += Kept<int>::kMost;
  std::latch begun(1), may_end(1);
  std::jthread maker([&] {
    EXPECT_EQ(get(2,
                  [&] {
                    begun.count_down();
                    may_end.wait();
                    return base::Result<int>(20);
                  }),
              20);
  });
  begun.wait();
  EXPECT_EQ(get(1, never), 10) << "out of date by time alone";
  std::latch arrived(8);
  std::vector<std::jthread> waiters;
  for (int i = 0; i < 8; ++i) {
    waiters.emplace_back([&] {
      arrived.count_down();
      EXPECT_EQ(get(2, never), 20);
    });
  }
  arrived.wait();
  for (int i = 0; i < 1000; ++i) std::this_thread::yield();  // into their waiting; if not, this shows less
  may_end.count_down();
  maker.join();
  waiters.clear();
  EXPECT_EQ(get(2, never), 20);
}

TEST(Kept, AMakingThatThrowsLeavesItToTheNext) {
  Kept<int> kept;
  EXPECT_THROW(static_cast<void>(kept.get(1, {}, []() -> base::Result<int> { throw std::runtime_error("no"); })),
               std::runtime_error);
  EXPECT_EQ(**kept.get(1, {}, [] { return base::Result<int>(1); }), 1);
}

const Json kLate = Json::parse(R"({"id": "k-1", "server": "ids-1", "device": "dev-1", "failure_type": "disk_full"})");

// What is written without a word to the hub stays unseen for a second: so it was kept. What is told is seen at once.
TEST_F(HttpTest, KeptRoutesShowWhatTheHubWasToldOf) {
  const std::vector<std::string> kept = {"/api/v1/failures", "/api/v1/failures/facets", "/api/v1/overview",
                                         "/api/v1/status", "/api/v1/locations/to-fix"};
  const auto without_time = [&](const std::string& path) {
    Json json = world.get(path).json;
    if (json.is_object()) json.erase("time");
    return json;
  };
  std::vector<Json> before;
  for (const auto& path : kept) before.push_back(without_time(path));
  world.flow->committed = [](const auto&) {};
  Json late = kLate;
  late["location"] = "Nowhere at all";
  world.post("/api/v1/alerts", late);
  while (must(world.readers->read(summarize)).failures_open == 0) std::this_thread::yield();
  for (std::size_t i = 0; i < kept.size(); ++i) EXPECT_EQ(without_time(kept[i]), before[i]) << kept[i];
  world.events.tell(Resources().set());
  for (std::size_t i = 0; i < kept.size(); ++i) EXPECT_NE(without_time(kept[i]), before[i]) << kept[i];
}

}  // namespace
}  // namespace redrive::central
