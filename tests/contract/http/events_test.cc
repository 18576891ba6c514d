// What changed reaches those who listen, and nobody listens for ever.
#include "http_world.h"

namespace redrive::central {
namespace {

constexpr base::Micros kLong = std::chrono::seconds(20);

std::set<std::string_view> names_of(const std::optional<Resources>& resources) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; resources && i < kResources.size(); ++i) {
    if (resources->test(i)) names.insert(kResources[i]);
  }
  return names;
}

using Events = HttpTest;

TEST_F(Events, ACommitTellsWhatItWroteTo) {
  const auto listener = world.events.join("ann");
  world.post("/api/v1/alerts", kAlert);
  std::set<std::string_view> told;
  while (!told.contains("failures")) {
    auto more = names_of(listener->wait(kLong));
    ASSERT_FALSE(more.empty()) << "nothing was told";
    told.merge(more);
  }
  EXPECT_TRUE(told.contains("alerts"));
  EXPECT_TRUE(told.contains("tickets"));
  EXPECT_TRUE(told.contains("mail"));
  EXPECT_TRUE(told.contains("tracking"));
  EXPECT_FALSE(told.contains("outages"));
  world.settle();
  while (!names_of(listener->wait(base::Micros{0})).empty()) {
  }
  world.get("/api/v1/failures");
  EXPECT_TRUE(names_of(listener->wait(base::Micros{0})).empty()) << "reading changes nothing";
}

TEST_F(Events, TheStreamGreetsTellsAndEndsWhenNobodyTakesIt) {
  auto answer = world.get("/api/v1/events");
  ASSERT_EQ(answer.status, 200);
  EXPECT_EQ(answer.response.content_type, "text/event-stream");
  std::vector<std::string> taken;
  answer.response.stream([&](std::string_view bytes) {
    taken.emplace_back(bytes);
    if (taken.size() == 1) world.events.tell(resource("mail"));
    return taken.size() < 2;
  });
  ASSERT_EQ(taken.size(), 2U);
  EXPECT_NE(taken[0].find("event: hello\ndata: {"), std::string::npos) << taken[0];
  EXPECT_EQ(taken[1], "event: changed\nid: 1\ndata: {\"resources\":[\"mail\"]}\n\n");
  EXPECT_EQ(world.events.listeners(), 1U);
  answer.response.stream = {};
  EXPECT_EQ(world.events.listeners(), 0U);
}

TEST_F(Events, StoppingEndsEveryWait) {
  const auto listener = world.events.join("ann");
  world.events.stop();
  EXPECT_FALSE(listener->wait(kLong));
  EXPECT_EQ(world.get("/api/v1/events").status, 503);
}

TEST_F(Events, WhoFindsNoPlaceIsToldWhenToComeAgain) {
  std::vector<std::shared_ptr<EventHub::Listener>> held;
  while (auto one = world.events.join(world.get("/api/v1/session").json["name"])) held.push_back(one);
  EXPECT_EQ(held.size(), HubLimits{}.of_one);
  const auto full = world.get("/api/v1/events");
  EXPECT_EQ(full.status, 503);
  EXPECT_GT(full.response.retry_after, 0U);
  held.pop_back();
  EXPECT_EQ(world.get("/api/v1/events").status, 200);
}

TEST(EventHub, HoldsNoMoreThanItsNumberAndTellsTogetherWhatFallsTogether) {
  EventHub hub({.total = 2, .of_one = 2, .rest = base::Micros{0}});
  const auto a = hub.join("a"), b = hub.join("b");
  EXPECT_FALSE(hub.join("c"));
  hub.tell(resource("mail"));
  hub.tell(resource("tickets"));
  EXPECT_EQ(names_of(a->wait(kLong)), (std::set<std::string_view>{"mail", "tickets"}));
  EXPECT_EQ(names_of(b->wait(kLong)), (std::set<std::string_view>{"mail", "tickets"}));
  EXPECT_TRUE(names_of(a->wait(base::Micros{0})).empty());
}

// A table that a migration adds has to be given to a resource, or said to be nobody's.
TEST_F(Events, EveryTableOfTheSchemaIsKnown) {
  std::vector<std::string> tables;
  must(world.readers->read([&](Database& db) -> base::Result<bool> {
    auto done = db.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'", {},
                         [&](const Row& row) { tables.emplace_back(row.text(0)); });
    return done ? base::Result<bool>(true) : tl::unexpected(done.error());
  }));
  EXPECT_GT(tables.size(), 20U);
  EXPECT_LT(tables.size(), 64U) << "the store tells of no more than 64 tables";
  for (const auto& table : tables) EXPECT_TRUE(is_known_table(table)) << table;
}

}  // namespace
}  // namespace redrive::central
