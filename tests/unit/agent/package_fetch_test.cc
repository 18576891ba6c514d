#include "agent/packages/package_fetch.h"

#include <gmock/gmock.h>

#include <deque>

#include "agent/packages/pace.h"
#include "tests/unit/agent/samples.h"

namespace redrive::agent {
namespace {

using State = PackageFetch::State;
using testing::HasSubstr;
using testing::IsEmpty;

class PackageFetchTest : public testing::Test {
 protected:
  PackageFetchTest() {
    for (int i = 0; i < 1000; ++i) content_ += static_cast<char>('a' + i % 23);
    package_ = {"app.deb", content_.size(), base::digest_of(content_)};
  }

  wire::Chunk answer(const wire::ChunkRequest& request) const {
    return {request.digest, request.offset, content_.size(), content_.substr(request.offset, request.length)};
  }
  // Central answers every request until none is left, at most `limit` chunks.
  void serve(PackageFetch& fetch, PackageFetch::Requests requests, std::size_t limit = 1000) {
    std::deque<wire::ChunkRequest> queue(requests.begin(), requests.end());
    for (; !queue.empty() && limit > 0; --limit) {
      const auto more = fetch.take(answer(queue.front()));
      queue.pop_front();
      queue.insert(queue.end(), more.begin(), more.end());
      most_outstanding_ = std::max(most_outstanding_, queue.size());
    }
  }
  std::string kept() { return *store_.read(package_.digest, 0, 10'000); }

  test::TempDir dir_;
  sys::ContentStore store_ = *sys::ContentStore::open(dir_.path());
  std::string content_;
  model::PackageRef package_;
  FetchOptions options_{64, 3, 2, 0};
  std::size_t most_outstanding_ = 0;
};

TEST_F(PackageFetchTest, BringsThePackageWholeWithinItsWindow) {
  PackageFetch fetch(store_, package_, options_);
  const auto first = fetch.start();
  EXPECT_EQ(first.size(), 3U);
  EXPECT_EQ(first[1], (wire::ChunkRequest{package_.digest, 64, 64}));
  serve(fetch, first);
  EXPECT_EQ(fetch.state(), State::kDone);
  EXPECT_EQ(kept(), content_);
  EXPECT_EQ(fetch.bytes_here(), 1000U);
  EXPECT_LE(most_outstanding_, 3U);
}

TEST_F(PackageFetchTest, APackageThatIsThereMovesNoBytes) {
  PackageFetch first(store_, package_, options_);
  serve(first, first.start());
  PackageFetch second(store_, package_, options_);
  EXPECT_THAT(second.start(), IsEmpty());
  EXPECT_EQ(second.state(), State::kDone);
  EXPECT_EQ(second.bytes_received(), 0U);
}

TEST_F(PackageFetchTest, AfterAReconnectItGoesOnFromWhatIsHere) {
  PackageFetch fetch(store_, package_, options_);
  serve(fetch, fetch.start(), 5);
  const auto again = fetch.start();
  ASSERT_FALSE(again.empty());
  EXPECT_EQ(again[0].offset, 5 * 64U);
  serve(fetch, again);
  EXPECT_EQ(fetch.state(), State::kDone);
  EXPECT_EQ(fetch.bytes_received(), 1000U);
}

TEST_F(PackageFetchTest, AfterARestartItGoesOnFromWhatIsHere) {
  {
    PackageFetch fetch(store_, package_, options_);
    serve(fetch, fetch.start(), 5);
  }
  PackageFetch fetch(store_, package_, options_);
  serve(fetch, fetch.start());
  EXPECT_EQ(fetch.state(), State::kDone);
  EXPECT_EQ(kept(), content_);
  EXPECT_EQ(fetch.bytes_received(), 1000U - 5 * 64);
}

TEST_F(PackageFetchTest, ChunksInAnyOrderRepeatedAndNotAskedForDoNoHarm) {
  PackageFetch fetch(store_, package_, options_);
  auto asked = fetch.start();
  EXPECT_THAT(fetch.take(answer(asked[2])), IsEmpty());  // held back: the window is still full
  EXPECT_THAT(fetch.take(answer(asked[2])), IsEmpty());
  EXPECT_THAT(fetch.take(answer({package_.digest, 640, 64})), IsEmpty());
  EXPECT_THAT(fetch.take(wire::Chunk{base::digest_of("other"), 0, 1000, "x"}), IsEmpty());
  EXPECT_THAT(fetch.take(wire::Chunk{package_.digest, 0, 1000, content_.substr(0, 500)}), IsEmpty());
  EXPECT_EQ(fetch.bytes_here(), 0U);
  auto more = fetch.take(answer(asked[0]));
  EXPECT_EQ(fetch.bytes_here(), 64U);
  const auto rest = fetch.take(answer(asked[1]));
  EXPECT_EQ(fetch.bytes_here(), 192U);
  more.insert(more.end(), rest.begin(), rest.end());
  serve(fetch, more);
  EXPECT_EQ(kept(), content_);
}

TEST_F(PackageFetchTest, AShorterChunkThanAskedForIsCompleted) {
  PackageFetch fetch(store_, package_, options_);
  std::deque<wire::ChunkRequest> queue;
  for (const auto& request : fetch.start()) queue.push_back(request);
  while (!queue.empty()) {
    wire::Chunk chunk = answer(queue.front());
    if (chunk.bytes.size() > 50) chunk.bytes.resize(50);
    queue.pop_front();
    for (const auto& request : fetch.take(chunk)) queue.push_back(request);
  }
  EXPECT_EQ(fetch.state(), State::kDone);
  EXPECT_EQ(kept(), content_);
}

TEST_F(PackageFetchTest, AWrongChecksumIsFetchedAgainAndThenGivenUp) {
  const std::string right = content_;
  content_[500] = '!';
  PackageFetch twice_wrong(store_, package_, options_);
  serve(twice_wrong, twice_wrong.start());
  EXPECT_EQ(twice_wrong.state(), State::kFailed);
  EXPECT_EQ(twice_wrong.failure()->failure_type, "checksum_mismatch");
  EXPECT_EQ(twice_wrong.bytes_received(), 3000U);  // once and two refetches
  EXPECT_FALSE(store_.has(package_.digest));

  PackageFetch mended(store_, package_, options_);
  auto requests = mended.start();
  serve(mended, requests, 15);
  content_ = right;
  serve(mended, mended.start());
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
    fetch.take(wire::ErrorReply{c.code, "why"});
    EXPECT_EQ(fetch.state(), c.state);
    EXPECT_EQ(fetch.failure() ? fetch.failure()->failure_type : "", c.type);
  }
}

TEST_F(PackageFetchTest, AnotherSizeAtCentralAndAnEmptyAnswerEndIt) {
  PackageFetch size(store_, package_, options_);
  size.start();
  size.take(wire::Chunk{package_.digest, 0, 999, "x"});
  EXPECT_EQ(size.failure()->failure_type, "checksum_mismatch");
  EXPECT_THAT(size.failure()->message, HasSubstr("999 bytes at central, the order says 1000"));
  PackageFetch empty(store_, package_, options_);
  empty.start();
  empty.take(wire::Chunk{package_.digest, 0, 1000, ""});
  EXPECT_EQ(empty.failure()->failure_type, "transfer_interrupted");
  EXPECT_THAT(empty.start(), IsEmpty());
}

TEST_F(PackageFetchTest, NoRoomIsDiskFullBeforeAnythingIsAskedFor) {
  options_.keep_free = 1ULL << 60;
  PackageFetch fetch(store_, package_, options_);
  EXPECT_THAT(fetch.start(), IsEmpty());
  EXPECT_EQ(fetch.failure()->failure_type, "disk_full");
  EXPECT_THAT(fetch.failure()->message, HasSubstr("limits.disk_keep_free"));
}

TEST(Pace, SpreadsTheBytesOverTimeAndSavesNothingUp) {
  using namespace std::chrono_literals;
  const base::SteadyTime start{100s};
  Pace pace(1000);
  EXPECT_EQ(pace.book(500, start), 0s);
  EXPECT_EQ(pace.book(500, start), 500ms);
  EXPECT_EQ(pace.book(1000, start + 200ms), 800ms);
  EXPECT_EQ(pace.book(1000, start + 60s), 0s);
  EXPECT_EQ(pace.book(1, start + 60s), 1s);
  EXPECT_EQ(Pace(0).book(1'000'000, start), 0s);
}

TEST_F(PackageFetchTest, AnEmptyPackageNeedsNoChunk) {
  PackageFetch fetch(store_, {"empty", 0, base::digest_of("")}, options_);
  EXPECT_THAT(fetch.start(), IsEmpty());
  EXPECT_EQ(fetch.state(), State::kDone);
}

}  // namespace
}  // namespace redrive::agent
