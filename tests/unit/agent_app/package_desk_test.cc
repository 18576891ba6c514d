#include "agent/app/package_desk.h"

#include <gtest/gtest.h>

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
    desk.emplace(loop, *link, clock, *store, FetchOptions{.chunk = 100'000}, bandwidth, stalled);
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
  EXPECT_EQ(requests, 30);
}

TEST_F(PackageDeskTest, GoesOnWhereItWasAfterTheConnectionWasLost) {
  serving = 20;
  begin();
  play(Script(loop)
           .when("the window after twenty chunks", asked(24),
                 [&] {
                   hub.set_reachable(false);
                   serving = 1'000'000;
                   hub.set_reachable(true);
                 })
           .when("the package", done()));
  EXPECT_TRUE(store->verify(package.digest));
  EXPECT_LE(requests, 24 + 14);  // never from the beginning; chunks on their way when it broke may come twice
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
  package.size = 60'000;
  content.resize(package.size);
  package.digest = base::digest_of(content);
  begin(milliseconds(1), 40'000);
  play(Script(loop).when("the package", done()));
  for (const auto& request : central.all<wire::ChunkRequest>()) EXPECT_LE(request.length, 40'000U);
  EXPECT_EQ(requests, 2);  // waiting for its turn is no stall
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
