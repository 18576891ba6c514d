#include "shared/sys/secret_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shared/sys/file.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::sys {
namespace {

using std::filesystem::perms;

TEST(SecretFile, IsMadeOnceAndForItsOwnerAlone) {
  TempDir dir;
  const auto path = dir.path() / "mail.key";
  base::SeededRandom random(1);
  const auto made = load_or_make_secret(path, random);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_NE(*made, Secret{});
  EXPECT_EQ(std::filesystem::status(path).permissions(), perms::owner_read | perms::owner_write);
  EXPECT_EQ(load_or_make_secret(path, random).value(), *made);
}

TEST(SecretFile, WhatOthersCanReadIsNotUsed) {
  TempDir dir;
  const auto path = dir.path() / "mail.key";
  base::SeededRandom random(1);
  ASSERT_TRUE(load_or_make_secret(path, random));
  std::filesystem::permissions(path, perms::group_read, std::filesystem::perm_options::add);
  const auto read = load_or_make_secret(path, random);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, base::ErrorCode::kDenied);
  EXPECT_THAT(read.error().message, testing::HasSubstr("chmod 600"));
}

TEST(SecretFile, DamageIsToldAndNotMendedInSilence) {
  TempDir dir;
  const auto path = dir.path() / "mail.key";
  base::SeededRandom random(1);
  const std::string digits(64, 'a');
  for (const std::string& text : {std::string(), digits, digits + "a\n", digits + "\n\n", std::string(64, 'A') + "\n",
                                  std::string(63, 'a') + "g\n", std::string(65, '\n')}) {
    ASSERT_TRUE(replace_file(path, text, 0600));
    const auto read = load_or_make_secret(path, random);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, base::ErrorCode::kCorrupt) << text;
    EXPECT_EQ(read_file(path, 4096).value(), text);
  }
}

}  // namespace
}  // namespace redrive::sys
