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
    EXPECT_TRUE(reader.read(std::move(request), [&](wire::Message message) { answer.set_value(std::move(message)); }));
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

TEST_F(Reader, IsBoundedAndLeavesTheRestUnansweredAtItsEnd) {
  std::promise<void> entered, leave;
  std::size_t answered = 0;
  {
    ChunkReader reader(store);
    ASSERT_TRUE(reader.read({digest, 0, 1}, [&](const wire::Message&) {
      entered.set_value();
      leave.get_future().get();
      ++answered;
    }));
    entered.get_future().get();
    for (std::size_t i = 0; i < ChunkReader::kQueue; ++i)
      ASSERT_TRUE(reader.read({digest, 0, 1}, [&](const wire::Message&) { ++answered; }));
    EXPECT_FALSE(reader.read({digest, 0, 1}, [&](const wire::Message&) { ++answered; }));
    leave.set_value();
  }
  EXPECT_LE(answered, ChunkReader::kQueue + 1);
  EXPECT_GE(answered, 1U);
}

}  // namespace
}  // namespace redrive::central
