// What is whole: found, read, verified; and the cleaning of what is not.
#include "shared/sys/content_store.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "tests/unit/sys/content_samples.h"

namespace redrive::sys {
namespace {

using base::ErrorCode;
using ContentStoreTest = StoreFixture;

constexpr std::string_view kNoDigests[] = {
    "",
    "x",
    "../../etc/passwd",
    "blake2b:",
    "blake2b:../../../../../../../../../../../../../../../../../../../../etc/pas",
    "BLAKE2B:0000000000000000000000000000000000000000000000000000000000000000"};

TEST_F(ContentStoreTest, FindsWhatWasPut) {
  EXPECT_FALSE(store.has(digest));
  EXPECT_EQ(store.size_of(digest), 0U);
  put(content);
  EXPECT_TRUE(store.has(digest));
  EXPECT_EQ(store.size_of(digest), content.size());
  EXPECT_EQ(bytes_of(store.path_of(digest)), content);
  EXPECT_TRUE(store.verify(digest));
  EXPECT_TRUE(ContentStore::open(dir / "store").value().has(digest));  // after a restart too
}

TEST_F(ContentStoreTest, KeepsTheEmptyPackage) {
  put("");
  EXPECT_TRUE(store.has(base::digest_of("")));
  EXPECT_TRUE(store.verify(base::digest_of("")));
  EXPECT_EQ(store.read(base::digest_of(""), 0, 10).value(), "");
}

TEST_F(ContentStoreTest, ReadsPieces) {
  put(content);
  EXPECT_EQ(store.read(digest, 0, 10).value(), content.substr(0, 10));
  EXPECT_EQ(store.read(digest, 99'990, 1'000'000'000'000).value(), content.substr(99'990));
  EXPECT_EQ(store.read(digest, 100'000, 10).value(), "");
  EXPECT_EQ(store.read(digest, UINT64_MAX, 10).value(), "");
  EXPECT_EQ(store.read(base::digest_of("none"), 0, 10).error().code, ErrorCode::kNotFound);
}

TEST_F(ContentStoreTest, NothingButADigestBecomesAPath) {
  for (const auto text : kNoDigests) {
    EXPECT_TRUE(store.path_of(text).empty()) << text;
    EXPECT_FALSE(store.has(text));
    EXPECT_EQ(store.size_of(text), 0U);
    EXPECT_EQ(store.verify(text).error().code, ErrorCode::kInvalid);
    EXPECT_EQ(store.read(text, 0, 1).error().code, ErrorCode::kInvalid);
    EXPECT_EQ(store.receive(text, 1).error().code, ErrorCode::kInvalid);
  }
}

TEST_F(ContentStoreTest, VerifyMovesWhatIsDamagedAside) {
  EXPECT_EQ(store.verify(digest).error().code, ErrorCode::kNotFound);
  put(content);
  auto damaged = content;
  damaged[50'000] = static_cast<char>(damaged[50'000] ^ 1);
  put_bytes(store.path_of(digest), damaged);
  EXPECT_EQ(store.verify(digest).error().code, ErrorCode::kCorrupt);
  EXPECT_FALSE(store.has(digest));
  EXPECT_EQ(bytes_of(dir / "store" / "corrupt" / base::digest_hex(digest)), damaged);
  put(content);  // and can be received again
  EXPECT_TRUE(store.verify(digest));
}

TEST_F(ContentStoreTest, FollowsNoLinks) {
  put_bytes(dir / "elsewhere", content);
  std::filesystem::create_symlink(dir / "elsewhere", store.path_of(digest));
  EXPECT_FALSE(store.has(digest));
  EXPECT_FALSE(store.read(digest, 0, 1));
  std::filesystem::create_symlink(dir / "elsewhere", partial());
  EXPECT_FALSE(store.receive(digest, content.size()));
  EXPECT_EQ(bytes_of(dir / "elsewhere"), content);
}

TEST_F(ContentStoreTest, CleansPartialsThatAreOldAndNotInUse) {
  const auto write_at = [&](const std::filesystem::path& path, time_t seconds) {
    put_bytes(path, "partial");
    const timespec times[2] = {{seconds, 0}, {seconds, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  };
  put(content);
  const auto old = base::digest_of("old"), young = base::digest_of("young"), held = base::digest_of("held");
  write_at(partial(old), 1000);
  write_at(partial(young), 3000);
  write_at(dir / "store" / "corrupt" / base::digest_hex(old), 1000);
  const auto writer = store.receive(held, 100);
  ASSERT_TRUE(writer);
  write_at(partial(held), 1000);
  EXPECT_EQ(store.clean_partials(base::utc_from_micros(2'000'000'000)).value(), 2U);
  EXPECT_FALSE(std::filesystem::exists(partial(old)));
  EXPECT_TRUE(std::filesystem::exists(partial(young)));
  EXPECT_TRUE(std::filesystem::exists(partial(held)));
  EXPECT_TRUE(store.has(digest));
}

TEST_F(ContentStoreTest, SaysWhereItCannotBe) {
  put_bytes(dir / "file", "x");
  EXPECT_FALSE(ContentStore::open(dir / "file" / "store"));
}

}  // namespace
}  // namespace redrive::sys
