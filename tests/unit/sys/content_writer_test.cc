// Receiving: in pieces, resumed, refused, out of space.
#include "tests/unit/sys/content_samples.h"
#include "tests/unit/sys/small_disk.h"

namespace redrive::sys {
namespace {

using base::ErrorCode;
using ContentWriterTest = StoreFixture;

TEST_F(ContentWriterTest, GoesOnWhereItStopped) {
  for (std::size_t at = 0; at < content.size(); at += 30'000) {  // each round a new connection
    auto writer = store.receive(digest, content.size());
    ASSERT_TRUE(writer) << writer.error().message;
    ASSERT_EQ(writer->offset(), at);
    ASSERT_TRUE(writer->append(content.substr(at, 30'000)));
    EXPECT_FALSE(store.has(digest));
  }
  auto writer = store.receive(digest, content.size());
  ASSERT_EQ(writer->offset(), content.size());
  ASSERT_TRUE(writer->commit());
  EXPECT_EQ(bytes_of(store.path_of(digest)), content);
  EXPECT_FALSE(std::filesystem::exists(partial()));
}

TEST_F(ContentWriterTest, ReservesTheDiskWithoutPretendingToHaveTheBytes) {
  const auto writer = store.receive(digest, content.size());
  ASSERT_TRUE(writer);
  EXPECT_EQ(std::filesystem::file_size(partial()), 0U);
}

TEST_F(ContentWriterTest, RefusesToCommitBeforeItIsComplete) {
  auto writer = store.receive(digest, content.size());
  ASSERT_TRUE(writer->append(content.substr(0, 10)));
  EXPECT_EQ(writer->commit().error().code, ErrorCode::kInvalid);
  ASSERT_TRUE(writer->append(content.substr(10)));
  EXPECT_TRUE(writer->commit());
  EXPECT_EQ(writer->commit().error().code, ErrorCode::kInvalid);
  EXPECT_EQ(writer->append("x").error().code, ErrorCode::kInvalid);
}

TEST_F(ContentWriterTest, RefusesBytesPastTheSizeBeforeWritingThem) {
  auto writer = store.receive(digest, 10);
  ASSERT_TRUE(writer->append(content.substr(0, 8)));
  EXPECT_EQ(writer->append(content.substr(8, 3)).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(writer->offset(), 8U);
  EXPECT_EQ(std::filesystem::file_size(partial()), 8U);
}

TEST_F(ContentWriterTest, DeletesWhatDoesNotMatch) {
  auto writer = store.receive(digest, 5);
  ASSERT_TRUE(writer->append("wrong"));
  EXPECT_EQ(writer->commit().error().code, ErrorCode::kCorrupt);
  EXPECT_FALSE(std::filesystem::exists(partial()));
  EXPECT_FALSE(store.has(digest));
}

TEST_F(ContentWriterTest, HashesWhatItFindsAgain) {
  put_bytes(partial(), std::string(50'000, 'x'));  // damaged since it was written
  auto writer = store.receive(digest, content.size());
  ASSERT_EQ(writer->offset(), 50'000U);
  ASSERT_TRUE(writer->append(content.substr(50'000)));
  EXPECT_EQ(writer->commit().error().code, ErrorCode::kCorrupt);
  put(content);
}

TEST_F(ContentWriterTest, BeginsAnewWhenMoreIsThereThanThereShouldBe) {
  put_bytes(partial(), content + "more");
  auto writer = store.receive(digest, content.size());
  ASSERT_TRUE(writer);
  EXPECT_EQ(writer->offset(), 0U);
}

TEST_F(ContentWriterTest, OneWriterPerPackage) {
  auto first = store.receive(digest, content.size());
  ASSERT_TRUE(first);
  auto other_store = ContentStore::open(dir / "store").value();
  EXPECT_EQ(other_store.receive(digest, content.size()).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(other_store.receive(base::digest_of("another"), 7));
  ASSERT_TRUE(first->append(content));
  ASSERT_TRUE(first->commit());
  EXPECT_EQ(other_store.receive(digest, content.size()).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(other_store.has(digest));  // which tells the two apart
  EXPECT_FALSE(std::filesystem::exists(partial()));
}

TEST_F(ContentWriterTest, AFailedAppendKeepsWhatWasThereBefore) {
  auto writer = store.receive(digest, content.size());
  ASSERT_TRUE(writer->append(content.substr(0, 1000)));
  {
    const FileSizeLimit limit(5000);
    EXPECT_EQ(writer->append(content.substr(1000)).error().code, ErrorCode::kNoSpace);
  }
  EXPECT_EQ(writer->offset(), 1000U);
  EXPECT_EQ(std::filesystem::file_size(partial()), 1000U);
  ASSERT_TRUE(writer->append(content.substr(1000)));
  EXPECT_TRUE(writer->commit());
}

TEST_F(ContentWriterTest, TellsAtOnceWhenThePackageDoesNotFit) {
  const SmallDisk disk;
  if (!disk.mounted()) GTEST_SKIP() << disk.reason();
  auto small = ContentStore::open(disk.path()).value();
  EXPECT_EQ(small.receive(digest, 10'000'000).error().code, ErrorCode::kNoSpace);
  EXPECT_TRUE(std::filesystem::is_empty(disk / "partial"));
  {
    auto begun = small.receive(digest, content.size());
    ASSERT_TRUE(begun) << begun.error().message;  // nothing stayed reserved
    ASSERT_TRUE(begun->append(content.substr(0, 1000)));
  }
  put_bytes(disk / "filler", std::string(850'000, 'x'));
  EXPECT_EQ(small.receive(digest, 2'000'000).error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(std::filesystem::file_size(disk / "partial" / base::digest_hex(digest)), 1000U);  // kept for later
}

}  // namespace
}  // namespace redrive::sys
