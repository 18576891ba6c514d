#include "shared/link/keys.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "shared/link/key_book.h"

namespace redrive::link::test {
namespace {

class Keys : public testing::Test {
 protected:
  Keys() {
    std::string name = testing::TempDir() + "keys-XXXXXX";
    directory_ = ::mkdtemp(name.data());
  }
  ~Keys() override { std::filesystem::remove_all(directory_); }

  void write(const std::string& text, mode_t mode = 0600) {
    std::ofstream(file()) << text;
    ::chmod(file().c_str(), mode);
  }
  std::string text() {
    std::ifstream in(file());
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  std::filesystem::path file() const { return directory_ / "curve.key"; }

  std::filesystem::path directory_;
};

TEST_F(Keys, AreMadeOnceAndKeptPrivate) {
  const auto made = load_or_make_keys(directory_);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_TRUE(check_public_key(made->public_key));
  EXPECT_NE(made->public_key, made->secret_key);
  struct stat about {};
  ASSERT_EQ(::stat(file().c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
  const auto again = load_or_make_keys(directory_);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->public_key, made->public_key);
  EXPECT_EQ(again->secret_key, made->secret_key);
}

TEST_F(Keys, OthersMayNotRead) {
  ASSERT_TRUE(load_or_make_keys(directory_));
  for (mode_t mode : {0640U, 0604U, 0620U}) {
    ::chmod(file().c_str(), mode);
    const auto loaded = load_or_make_keys(directory_);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, base::ErrorCode::kDenied);
    EXPECT_NE(loaded.error().message.find("chmod 600"), std::string::npos);
  }
}

// A damaged file is never replaced: the agent's key is what central knows it by.
TEST_F(Keys, ADamagedFileIsAnErrorThatTellsNoSecret) {
  const auto made = load_or_make_keys(directory_);
  ASSERT_TRUE(made);
  const std::string good = text();
  const std::string other = make_key_pair().public_key;
  for (const std::string& bad : {std::string(), good.substr(0, 50), good + "\n", "public " + other + good.substr(47)}) {
    write(bad);
    const auto loaded = load_or_make_keys(directory_);
    ASSERT_FALSE(loaded) << bad;
    EXPECT_EQ(loaded.error().code, base::ErrorCode::kCorrupt);
    EXPECT_EQ(loaded.error().message.find(made->secret_key), std::string::npos);
    EXPECT_EQ(text(), bad);
  }
}

TEST_F(Keys, ALinkIsNotFollowed) {
  ASSERT_TRUE(load_or_make_keys(directory_));
  std::filesystem::rename(file(), directory_ / "elsewhere");
  std::filesystem::create_symlink("elsewhere", file());
  EXPECT_FALSE(load_or_make_keys(directory_));
}

TEST_F(Keys, ADirectoryThatIsMissingIsAnError) {
  EXPECT_FALSE(load_or_make_keys(directory_ / "missing"));
}

TEST(PublicKey, IsFortyCharactersOfZ85) {
  const std::string good = make_key_pair().public_key;
  EXPECT_TRUE(check_public_key(good));
  EXPECT_FALSE(check_public_key(""));
  EXPECT_FALSE(check_public_key(good.substr(1)));
  EXPECT_FALSE(check_public_key(good + "0"));
  EXPECT_FALSE(check_public_key(std::string(40, '"')));
  EXPECT_FALSE(check_public_key(std::string(40, '#')));  // each 5 of them mean more than 32 bits hold
  EXPECT_FALSE(check_public_key(std::string(40, '\0')));
  EXPECT_FALSE(check_public_key(std::string(40, '\xFF')));
}

base::UtcTime at(int seconds) {
  return base::utc_from_micros(seconds * 1'000'000LL);
}

TEST(KeyBook, KeepsTheNewestRefusals) {
  KeyBook book;
  for (int i = 0; i < 300; ++i) EXPECT_FALSE(book.admit(fmt::format("key-{}", i), "10.0.0.1", at(i)));
  EXPECT_FALSE(book.admit("key-100", "10.0.0.2", at(1000)));
  const auto refused = book.refused();
  ASSERT_EQ(refused.size(), kMaxRefusedKeys);
  EXPECT_EQ(refused[0].key, "key-100");
  EXPECT_EQ(refused[0].address, "10.0.0.2");
  EXPECT_EQ(refused[0].first_at, at(100));
  EXPECT_EQ(refused[0].last_at, at(1000));
  EXPECT_EQ(refused[0].times, 2U);
  EXPECT_EQ(refused[1].key, "key-299");
  EXPECT_EQ(refused.back().key, "key-44");
}

TEST(KeyBook, WhatIsAllowedIsNotNoted) {
  KeyBook book;
  EXPECT_FALSE(book.admit("a", "x", at(1)));
  EXPECT_FALSE(book.admit("b", "x", at(1)));
  book.set_allowed({"a"});
  EXPECT_TRUE(book.admit("a", "x", at(2)));
  ASSERT_EQ(book.refused().size(), 1U);
  EXPECT_EQ(book.refused()[0].key, "b");
  book.set_allowed({});
  EXPECT_FALSE(book.admit("a", "x", at(3)));
}

TEST_F(Keys, NoneBeginsLikeAnOption) {
  // One in 85 would; 2000 without one are no chance.
  for (int i = 0; i < 2000; ++i) ASSERT_NE(make_key_pair().public_key[0], '-');
}

}  // namespace
}  // namespace redrive::link::test
