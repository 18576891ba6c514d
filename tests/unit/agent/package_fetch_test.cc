#include "agent/packages/package_fetch.h"

#include <gmock/gmock.h>

#include <deque>
#include <fstream>

#include "agent/packages/pace.h"
#include "tests/unit/agent/samples.h"
#include "tests/unit/sys/small_disk.h"

namespace redrive::agent {
namespace {

using State = PackageFetch::State;
using testing::HasSubstr;

class PackageFetchTest : public testing::Test {
 protected:
  PackageFetchTest() {
    for (int i = 0; i < 1000; ++i) content_ += static_cast<char>('a' + i % 23);
    package_ = {"app.deb", content_.size(), base::digest_of(content_)};
  }

  wire::Chunk answer(const wire::ChunkRequest& request) const {
    return {request.digest, request.offset, content_.size(), content_.substr(request.offset, request.length)};
  }
  static std::vector<wire::ChunkRequest> ask(PackageFetch& fetch, std::uint32_t most = kChunk) {
    std::vector<wire::ChunkRequest> all;
    while (auto request = fetch.next(most)) all.push_back(*request);
    return all;
  }
  // Central answers every request until none is left, at most `limit` chunks.
  void serve(PackageFetch& fetch, std::size_t limit = 1000) {
    std::deque<wire::ChunkRequest> queue;
    for (; limit > 0; --limit) {
      const auto more = ask(fetch);
      queue.insert(queue.end(), more.begin(), more.end());
      most_outstanding_ = std::max(most_outstanding_, queue.size());
      if (queue.empty()) return;
      fetch.take(answer(queue.front()));
      queue.pop_front();
    }
  }
  // Started and served.
  void bring(PackageFetch& fetch, std::size_t limit = 1000) {
    fetch.start();
    serve(fetch, limit);
  }
  std::string kept() { return *store_.read(package_.digest, 0, 10'000); }

  static constexpr std::uint32_t kChunk = 64;
  test::TempDir dir_;
  sys::ContentStore store_ = *sys::ContentStore::open(dir_.path());
  std::string content_;
  model::PackageRef package_;
  FetchOptions options_{3 * kChunk, 2, 0};
  std::size_t most_outstanding_ = 0;
};

TEST_F(PackageFetchTest, BringsThePackageWholeWithinItsWindow) {
  PackageFetch fetch(store_, package_, options_);
  fetch.start();
  EXPECT_EQ(fetch.next(50), (wire::ChunkRequest{package_.digest, 0, 50}));
  EXPECT_EQ(fetch.next(64), (wire::ChunkRequest{package_.digest, 50, 64}));
  fetch.start();
  serve(fetch);
  EXPECT_EQ(fetch.state(), State::kDone);
  EXPECT_EQ(kept(), content_);
  EXPECT_EQ(fetch.bytes_here(), 1000U);
  EXPECT_LE(most_outstanding_, 3U);
}

TEST_F(PackageFetchTest, APackageThatIsThereMovesNoBytes) {
  PackageFetch first(store_, package_, options_);
  bring(first);
  PackageFetch second(store_, package_, options_);
  second.start();
  EXPECT_EQ(second.next(64), std::nullopt);
  EXPECT_EQ(second.state(), State::kDone);
  EXPECT_EQ(second.bytes_received(), 0U);
}

TEST_F(PackageFetchTest, AfterAReconnectItGoesOnFromWhatIsHere) {
  PackageFetch fetch(store_, package_, options_);
  bring(fetch, 5);
  EXPECT_TRUE(fetch.awaits());
  fetch.start();
  EXPECT_FALSE(fetch.awaits());
  EXPECT_EQ(fetch.next(64)->offset, 5 * 64U);
  bring(fetch);
  EXPECT_EQ(fetch.state(), State::kDone);
  EXPECT_EQ(fetch.bytes_received(), 1000U);
}

TEST_F(PackageFetchTest, AfterARestartItGoesOnFromWhatIsHere) {
  {
    PackageFetch fetch(store_, package_, options_);
    bring(fetch, 5);
  }
  PackageFetch fetch(store_, package_, options_);
  bring(fetch);
  EXPECT_EQ(fetch.state(), State::kDone);
  EXPECT_EQ(kept(), content_);
  EXPECT_EQ(fetch.bytes_received(), 1000U - 5 * 64);
}

TEST_F(PackageFetchTest, BytesKeptThatTheDiskHasChangedAreNoticedAndFetchedAgain) {
  {
    PackageFetch fetch(store_, package_, options_);
    bring(fetch, 5);
  }
  const auto partial = dir_.path() / "partial" / std::string(base::digest_hex(package_.digest));
  std::fstream(partial, std::ios::in | std::ios::out | std::ios::binary).seekp(100).put('!');
  PackageFetch fetch(store_, package_, options_);
  bring(fetch);
  EXPECT_EQ(fetch.state(), State::kDone);
  EXPECT_EQ(kept(), content_);
  EXPECT_EQ(fetch.bytes_received(), 1000U - 5 * 64 + 1000);
}

// A partial file grown by zeros is what a power cut can leave; the digest tells.
TEST_F(PackageFetchTest, BytesKeptThatNobodySentAreNoticedAndFetchedAgain) {
  {
    PackageFetch fetch(store_, package_, options_);
    bring(fetch, 5);
  }
  std::filesystem::resize_file(dir_.path() / "partial" / std::string(base::digest_hex(package_.digest)), 1000);
  PackageFetch fetch(store_, package_, options_);
  bring(fetch);
  EXPECT_EQ(fetch.state(), State::kDone);
  EXPECT_EQ(kept(), content_);
}

TEST_F(PackageFetchTest, ChunksInAnyOrderRepeatedAndNotAskedForDoNoHarm) {
  PackageFetch fetch(store_, package_, options_);
  fetch.start();
  const auto asked = ask(fetch);
  ASSERT_EQ(asked.size(), 3U);
  fetch.take(answer(asked[2]));
  fetch.take(answer(asked[2]));
  fetch.take(answer({package_.digest, 640, 64}));
  fetch.take(wire::Chunk{base::digest_of("other"), 0, 1000, "x"});
  fetch.take(wire::Chunk{package_.digest, 0, 1000, content_.substr(0, 500)});
  EXPECT_EQ(fetch.next(64), std::nullopt);  // what came early counts as well: no more is held than `ahead`
  EXPECT_EQ(fetch.bytes_here(), 0U);
  fetch.take(answer(asked[0]));
  EXPECT_EQ(fetch.bytes_here(), 64U);
  fetch.take(answer(asked[1]));
  EXPECT_EQ(fetch.bytes_here(), 192U);
  serve(fetch);
  EXPECT_EQ(kept(), content_);
}

TEST_F(PackageFetchTest, AShorterChunkThanAskedForIsCompleted) {
  PackageFetch fetch(store_, package_, options_);
  fetch.start();
  while (const auto request = fetch.next(kChunk)) {
    wire::Chunk chunk = answer(*request);
    if (chunk.bytes.size() > 50) chunk.bytes.resize(50);
    fetch.take(chunk);
  }
  EXPECT_EQ(fetch.state(), State::kDone);
  EXPECT_EQ(kept(), content_);
}

TEST_F(PackageFetchTest, AWrongChecksumIsFetchedAgainAndThenGivenUp) {
  const std::string right = content_;
  content_[500] = '!';
  PackageFetch twice_wrong(store_, package_, options_);
  bring(twice_wrong);
  EXPECT_EQ(twice_wrong.state(), State::kFailed);
  EXPECT_EQ(twice_wrong.failure()->failure_type, "checksum_mismatch");
  EXPECT_EQ(twice_wrong.bytes_received(), 3000U);  // once and two refetches
  EXPECT_FALSE(store_.has(package_.digest));

  PackageFetch mended(store_, package_, options_);
  bring(mended, 15);
  content_ = right;
  bring(mended);
  EXPECT_EQ(mended.state(), State::kDone);
  EXPECT_EQ(kept(), right);
}

TEST_F(PackageFetchTest, EachErrorOfCentralHasItsFailureType) {
  struct Case {
    base::ErrorCode code;
    State state;
    std::string type;
  };
  const Case cases[] = {{base::ErrorCode::kNotFound, State::kFailed, "package_missing"},
                        {base::ErrorCode::kFailed, State::kFailed, "transfer_interrupted"},
                        {base::ErrorCode::kUnavailable, State::kFetching, ""}};
  for (const Case& c : cases) {
    PackageFetch fetch(store_, package_, options_);
    fetch.start();
    ask(fetch);
    fetch.take(wire::ErrorReply{c.code, "why"});
    EXPECT_EQ(fetch.state(), c.state);
    EXPECT_EQ(fetch.failure() ? fetch.failure()->failure_type : "", c.type);
  }
}

TEST_F(PackageFetchTest, AnotherSizeAtCentralAndAnEmptyAnswerEndIt) {
  PackageFetch size(store_, package_, options_);
  size.start();
  ask(size);
  size.take(wire::Chunk{package_.digest, 0, 999, "x"});
  EXPECT_EQ(size.failure()->failure_type, "checksum_mismatch");
  EXPECT_THAT(size.failure()->message, HasSubstr("999 bytes at central, the order says 1000"));
  PackageFetch empty(store_, package_, options_);
  empty.start();
  ask(empty);
  empty.take(wire::Chunk{package_.digest, 0, 1000, ""});
  EXPECT_EQ(empty.failure()->failure_type, "transfer_interrupted");
  empty.start();
  EXPECT_EQ(empty.next(64), std::nullopt);
}

TEST_F(PackageFetchTest, NoRoomIsDiskFullBeforeAnythingIsAskedFor) {
  options_.keep_free = 1ULL << 60;
  PackageFetch fetch(store_, package_, options_);
  fetch.start();
  EXPECT_EQ(fetch.next(64), std::nullopt);
  EXPECT_EQ(fetch.failure()->failure_type, "disk_full");
  EXPECT_THAT(fetch.failure()->message, HasSubstr("limits.disk_keep_free"));
}

class PackageFetchOnASmallDisk : public PackageFetchTest {
 protected:
  PackageFetchOnASmallDisk() {
    if (!disk_.mounted()) return;
    store_ = *sys::ContentStore::open(disk_ / "packages");
    content_.assign(600'000, 'z');
    package_ = {"app.deb", content_.size(), base::digest_of(content_)};
  }
  sys::SmallDisk disk_;
};

TEST_F(PackageFetchOnASmallDisk, WhatIsReservedAlreadyNeedsNoRoomAgain) {
  if (!disk_.mounted()) GTEST_SKIP() << disk_.reason();
  options_ = {100'000, 2, 200'000};
  {
    PackageFetch fetch(store_, package_, options_);
    bring(fetch, 5);
    EXPECT_EQ(fetch.bytes_here(), 5U * kChunk);
  }
  PackageFetch fetch(store_, package_, options_);
  fetch.start();
  EXPECT_EQ(fetch.state(), State::kFetching) << fetch.failure()->message;
}

TEST_F(PackageFetchOnASmallDisk, ItIsFullBeforeAnythingIsAskedForAndKeepsWhatIsThere) {
  if (!disk_.mounted()) GTEST_SKIP() << disk_.reason();
  {
    PackageFetch fetch(store_, package_, options_);
    bring(fetch, 5);
  }
  package_.size = 2'000'000;
  PackageFetch fetch(store_, package_, options_);
  fetch.start();
  ASSERT_EQ(fetch.state(), State::kFailed);
  EXPECT_EQ(fetch.failure()->failure_type, "disk_full");
  EXPECT_EQ(std::filesystem::file_size(disk_ / "packages" / "partial" / std::string(base::digest_hex(package_.digest))),
            5U * kChunk);
  EXPECT_GT(std::filesystem::space(disk_.path()).available, 900'000U);
}

TEST(Pace, SpreadsTheBytesOverTimeAndSavesNothingUp) {
  using namespace std::chrono_literals;
  const base::SteadyTime start{100s};
  Pace pace(1000);
  EXPECT_EQ(pace.wait(start), 0s);
  pace.book(500, start);
  EXPECT_EQ(pace.wait(start + 100ms), 400ms);
  pace.book(500, start + 500ms);
  EXPECT_EQ(pace.wait(start + 500ms), 500ms);
  EXPECT_EQ(pace.wait(start + 60s), 0s);
  pace.book(1000, start + 60s);
  EXPECT_EQ(pace.wait(start + 60s), 1s);
  EXPECT_EQ(pace.chunk(100'000), 4096U);
  EXPECT_EQ(Pace(50'000).chunk(100'000), 50'000U);
}

TEST(Pace, WithoutALimitNothingWaits) {
  Pace pace(0);
  pace.book(1'000'000, base::SteadyTime{});
  EXPECT_EQ(pace.wait(base::SteadyTime{}), base::Micros{0});
  EXPECT_EQ(pace.chunk(100'000), 100'000U);
}

TEST_F(PackageFetchTest, AnEmptyPackageNeedsNoChunk) {
  PackageFetch fetch(store_, {"empty", 0, base::digest_of("")}, options_);
  fetch.start();
  EXPECT_EQ(fetch.next(64), std::nullopt);
  EXPECT_EQ(fetch.state(), State::kDone);
}

}  // namespace
}  // namespace redrive::agent
