#include "agent/app/package_desk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <fstream>

#include "shared/base/digest.h"
#include "shared/model/failure_type.h"
#include "tests/unit/agent/samples.h"
#include "tests/unit/agent_app/link_world.h"

namespace redrive::agent {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using test::Script;

class PackageDeskTest : public test::LinkWorld {
 protected:
  void SetUp() override {
    for (std::size_t i = 0; i < 3'000'000; ++i) content.push_back(static_cast<char>(i * 31 % 251));
    package = {"app.bin", content.size(), base::digest_of(content)};
    store.emplace(std::move(*sys::ContentStore::open(dir.path() / "packages")));
    dial({hours(1), hours(1)});
    on_ready = [this] { desk->ready(); };
    on_message = [this](wire::Envelope& envelope) {
      if (auto* chunk = std::get_if<wire::Chunk>(&envelope.message)) desk->take(envelope.re, std::move(*chunk));
      if (auto* error = std::get_if<wire::ErrorReply>(&envelope.message)) ours = desk->take(envelope.re, *error);
    };
    central.on_message = [this](const wire::Envelope& envelope) {
      if (const auto* request = std::get_if<wire::ChunkRequest>(&envelope.message)) serve(envelope.id, *request);
    };
  }
  void begin(base::Micros stalled = hours(1), std::uint64_t bandwidth = 0) {
    desk.emplace(loop, *link, clock, *store, FetchOptions{}, bandwidth, stalled);
    start();
    fetch();
  }
  void fetch() {
    desk->fetch(package, [this](std::optional<FetchFailure> failure) {
      failure_type = failure ? failure->failure_type : "";
      ++ended;
    });
  }
  void serve(std::uint64_t id, const wire::ChunkRequest& request) {
    ++requests;
    if (serving-- <= 0) return;
    central.send(
        wire::Chunk{request.digest, request.offset, content.size(), content.substr(request.offset, request.length)}, 0,
        id);
  }
  std::uint64_t asked_bytes() const {
    std::uint64_t sum = 0;
    for (const auto& request : central.all<wire::ChunkRequest>()) sum += request.length;
    return sum;
  }
  std::function<bool()> done(int times = 1) {
    return [this, times] { return ended >= times; };
  }
  std::function<bool()> asked(int count) {
    return [this, count] { return requests >= count; };
  }

  test::TempDir dir;
  std::string content;
  model::PackageRef package;
  std::optional<sys::ContentStore> store;
  int serving = 1'000'000, requests = 0;
  std::string failure_type;
  std::atomic<int> ended{0};
  bool ours = false;
  std::optional<PackageDesk> desk;  // its thread goes before what it works on
};

TEST_F(PackageDeskTest, BringsAPackageOnceForAllWhoWantIt) {
  begin();
  fetch();
  play(Script(loop).when("the package", done(2), [&] { fetch(); }).when("the one that is here already", done(3)));
  EXPECT_EQ(failure_type, "");
  EXPECT_TRUE(store->verify(package.digest));
  EXPECT_EQ(asked_bytes(), content.size());
}

TEST_F(PackageDeskTest, BringsIntoAnotherStoreWhatIsWantedThere) {
  auto tools = *sys::ContentStore::open(dir.path() / "tools");
  serving = 20;
  begin();
  std::string refused;
  play(Script(loop)
           .when("more than twenty requests", asked(21),
                 [&] {
                   desk->fetch(package, tools, [&](std::optional<FetchFailure> failure) {
                     refused = failure ? failure->failure_type : "fetched";
                     ++ended;
                   });
                 })
           .when("the refusal", done(),
                 [&] {
                   hub.set_reachable(false);
                   serving = 1'000'000;
                   hub.set_reachable(true);
                 })
           .when("the package", done(2),
                 [&] { desk->fetch(package, tools, [&](const auto& failure) { ended += failure ? 100 : 1; }); })
           .when("it again", done(3)));
  EXPECT_EQ(refused, "transfer_interrupted") << "two at a time would take each other's answers";
  EXPECT_EQ(ended, 3);
  EXPECT_TRUE(store->verify(package.digest));
  EXPECT_TRUE(tools.verify(package.digest));
}

TEST_F(PackageDeskTest, GoesOnWhereItWasAfterTheConnectionWasLost) {
  serving = 20;
  begin();
  play(Script(loop)
           .when("more than twenty requests", asked(21),
                 [&] {
                   hub.set_reachable(false);
                   serving = 1'000'000;
                   hub.set_reachable(true);
                 })
           .when("the package", done()));
  EXPECT_TRUE(store->verify(package.digest));
  const auto& said = central.heard;
  const auto is_hello = [](const auto& envelope) { return std::holds_alternative<wire::Hello>(envelope.message); };
  const auto again = std::find_if(std::find_if(said.begin(), said.end(), is_hello) + 1, said.end(), is_hello);
  const auto next = std::find_if(again, said.end(), [](const auto& envelope) {
    return std::holds_alternative<wire::ChunkRequest>(envelope.message);
  });
  ASSERT_NE(next, said.end());
  EXPECT_GE(std::get<wire::ChunkRequest>(next->message).offset, 10 * Credit::kLeastChunk);  // not from the beginning
}

TEST_F(PackageDeskTest, APackageCentralDoesNotHaveIsMissing) {
  serving = 0;
  begin();
  play(Script(loop)
           .when("requests", asked(4),
                 [&] {
                   const auto id = central.heard.back().id;
                   central.send(wire::ErrorReply{base::ErrorCode::kNotFound, "no such package"}, 0, id);
                   central.send(wire::ErrorReply{base::ErrorCode::kNotFound, "not ours"}, 0, 1'000'000);
                 })
           .when("the end", done()));
  EXPECT_EQ(failure_type, model::failure_type::kPackageMissing);
}

TEST_F(PackageDeskTest, AnErrorThatAnswersNoRequestIsForSomebodyElse) {
  begin();
  play(Script(loop).when("the package", done(), [&] {
    EXPECT_FALSE(desk->take(1, wire::ErrorReply{base::ErrorCode::kNotFound, "late"}));
    EXPECT_FALSE(desk->take(1'000'000, wire::ErrorReply{base::ErrorCode::kNotFound, "of another request"}));
  }));
}

TEST_F(PackageDeskTest, ABusyCentralIsAskedAgain) {
  serving = 0;
  begin(milliseconds(10));
  play(Script(loop)
           .when("requests", asked(4),
                 [&] {
                   for (const auto& envelope : central.heard) {
                     central.send(wire::ErrorReply{base::ErrorCode::kUnavailable, "busy"}, 0, envelope.id);
                   }
                 })
           .when("the same again", asked(8), [&] { serving = 1'000'000; })
           .when("the package", done()));
  EXPECT_EQ(failure_type, "");
}

TEST_F(PackageDeskTest, APackageThatCameAnotherWayEndsTheFetch) {
  serving = 3;
  begin(milliseconds(10));
  play(Script(loop)
           .when("three chunks and a window", asked(7),
                 [&] {  // another process has brought it meanwhile
                   std::ofstream(store->path_of(package.digest), std::ios::binary) << content;
                 })
           .when("the end", done()));
  EXPECT_EQ(failure_type, "");
}

TEST_F(PackageDeskTest, UnderALimitNoRequestIsForMoreThanASecond) {
  package.size = 30'000;
  content.resize(package.size);
  package.digest = base::digest_of(content);
  begin(milliseconds(100), 6'000);  // more than a second for each request
  play(Script(loop).when("the package", done()));
  for (const auto& request : central.all<wire::ChunkRequest>()) EXPECT_LE(request.length, 6'000U);
  EXPECT_EQ(asked_bytes(), content.size());  // waiting for its turn is no stall
}

TEST_F(PackageDeskTest, AnotherLimitEndsTheWaitUnderTheOldOne) {
  begin(hours(1), 1);  // what was asked for before the welcome takes more than an hour at that
  play(Script(loop)
           .when(
               "welcome", [&] { return readies == 1; }, [&] { desk->limit(0, 0); })
           .when("the package", done()));
  EXPECT_EQ(asked_bytes(), content.size());
}

TEST_F(PackageDeskTest, SpaceToLeaveFreeHoldsForFetchesBegunFromThenOn) {
  serving = 2;
  begin();
  auto other = package;
  play(Script(loop)
           .when("two chunks and a window", asked(6),
                 [&] {
                   desk->limit(0, ~std::uint64_t{0} / 2);
                   package = {"other.bin", 5, base::digest_of("other")};
                   fetch();
                 })
           .when("the other to be refused", done(),
                 [&] {
                   EXPECT_EQ(failure_type, model::failure_type::kDiskFull);
                   serving = 1'000'000;
                   desk->ready();
                 })
           .when("the one begun before", done(2)));
  EXPECT_EQ(failure_type, "");
  EXPECT_TRUE(store->verify(other.digest));
}

TEST_F(PackageDeskTest, StopTellsWhoeverWaits) {
  serving = 2;
  begin();
  fetch();
  play(Script(loop).when("two chunks and a window", asked(6)));
  desk->stop();
  EXPECT_EQ(ended, 2);
  EXPECT_EQ(failure_type, model::failure_type::kTransferInterrupted);
}

}  // namespace
}  // namespace redrive::agent
