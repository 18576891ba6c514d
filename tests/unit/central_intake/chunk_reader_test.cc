#include "central/intake/chunk_reader.h"

#include <gmock/gmock.h>

#include <future>

#include "shared/base/digest.h"
#include "shared/wire/limits.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::central {
namespace {

using base::ErrorCode;

class Reader : public testing::Test {
 protected:
  Reader() {
    auto writer = store.receive(digest, content.size());
    EXPECT_TRUE(writer && writer->append(content) && writer->commit());
  }
  wire::Message ask(ChunkReader& reader, wire::ChunkRequest request) {
    std::promise<wire::Message> answer;
    EXPECT_TRUE(
        reader.read("ids-1", std::move(request), [&](wire::Message message) { answer.set_value(std::move(message)); }));
    return answer.get_future().get();
  }

  sys::TempDir dir;
  sys::ContentStore store = sys::ContentStore::open(dir / "packages").value();
  const std::string content = "0123456789", digest = base::digest_of(content);
};

TEST_F(Reader, GivesTheBytesAskedForAndFewerOnlyAtTheEnd) {
  ChunkReader reader(store);
  struct Case {
    std::uint64_t offset;
    std::uint32_t length;
    std::string bytes;
  };
  for (const auto& c : {Case{0, 4, "0123"}, Case{4, 6, "456789"}, Case{8, 4, "89"}, Case{10, 4, ""}, Case{99, 1, ""},
                        Case{~std::uint64_t{0}, 4, ""}, Case{0, 0, ""}}) {
    const auto answer = ask(reader, {digest, c.offset, c.length});
    const auto* chunk = std::get_if<wire::Chunk>(&answer);
    ASSERT_NE(chunk, nullptr) << c.offset << ": " << std::get<wire::ErrorReply>(answer).message;
    EXPECT_EQ(*chunk, (wire::Chunk{digest, c.offset, content.size(), c.bytes}));
  }
}

TEST_F(Reader, SaysWhyItCannot) {
  ChunkReader reader(store);
  const std::pair<wire::ChunkRequest, ErrorCode> cases[] = {
      {{base::digest_of("unknown"), 0, 4}, ErrorCode::kNotFound},
      {{"../../etc/passwd", 0, 4}, ErrorCode::kInvalid},
      {{digest, 0, wire::kFragment + 1}, ErrorCode::kInvalid},  // a shorter answer would look like the end
  };
  for (const auto& [request, code] : cases) {
    const auto answer = ask(reader, request);
    ASSERT_TRUE(std::holds_alternative<wire::ErrorReply>(answer)) << request.digest;
    EXPECT_EQ(std::get<wire::ErrorReply>(answer).code, code);
  }
}

// The reader stands in the answer to a first request until release(): what is queued meanwhile waits.
class BusyReader : public Reader {
 protected:
  BusyReader() {
    EXPECT_TRUE(queue("first"));
    entered.get_future().get();
  }
  bool queue(const std::string& agent) {
    return reader->read(agent, {digest, 0, 1}, [this, agent](const wire::Message&) {
      if (answered.empty()) {
        entered.set_value();
        leave.get_future().get();
      }
      answered.push_back(agent);
      if (answered.size() == expected) all.set_value();
    });
  }
  void release(std::size_t until_answered) {
    expected = until_answered;
    leave.set_value();
    all.get_future().get();
  }

  std::promise<void> entered, leave, all;
  std::size_t expected = 0;
  std::vector<std::string> answered;
  std::optional<ChunkReader> reader{std::in_place, store};
};

TEST_F(BusyReader, LetsAgentsTakeTurns) {
  for (std::size_t i = 0; i < ChunkReader::kOfOneAgent; ++i) ASSERT_TRUE(queue("greedy"));
  ASSERT_TRUE(queue("modest"));
  ASSERT_TRUE(queue("modest"));
  ASSERT_TRUE(queue("other"));
  release(4 + ChunkReader::kOfOneAgent);
  answered.resize(6);
  EXPECT_THAT(answered, testing::ElementsAre("first", "greedy", "modest", "other", "greedy", "modest"));
}

TEST_F(BusyReader, IsBoundedForEachAgent) {
  for (std::size_t i = 0; i < ChunkReader::kOfOneAgent; ++i) ASSERT_TRUE(queue("greedy"));
  EXPECT_FALSE(queue("greedy"));
  EXPECT_TRUE(queue("modest"));
  release(2 + ChunkReader::kOfOneAgent);
  EXPECT_TRUE(queue("greedy"));
  reader.reset();
}

TEST_F(BusyReader, IsBoundedForAllAndLeavesTheRestUnansweredAtItsEnd) {
  for (std::size_t i = 0; i < ChunkReader::kQueue; ++i) ASSERT_TRUE(queue(std::to_string(i)));
  EXPECT_FALSE(queue("one more"));
  release(1);
  reader.reset();
  EXPECT_LE(answered.size(), ChunkReader::kQueue + 1);
}

}  // namespace
}  // namespace redrive::central
