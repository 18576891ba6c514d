#include "shared/base/signature.h"

#include <gmock/gmock.h>

namespace redrive::base {
namespace {

using testing::HasSubstr;

// RFC 8032, 7.1, test 2.
TEST(Signature, IsEd25519) {
  const auto key = signing_key_of("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->public_key, "ed25519:3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  EXPECT_EQ(sign("\x72", *key),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST(Signature, HoldsForItsKeyAndBytesAlone) {
  SeededRandom random(1);
  const auto key = make_signing_key(random), other = make_signing_key(random);
  const auto signature = sign("plan", key);
  EXPECT_TRUE(check_signature("plan", signature, key.public_key));
  EXPECT_EQ(check_signature("plan", signature, other.public_key).error().code, ErrorCode::kDenied);
  EXPECT_EQ(check_signature("plam", signature, key.public_key).error().code, ErrorCode::kDenied);
  auto bent = signature;
  bent[0] = bent[0] == '0' ? '1' : '0';
  EXPECT_EQ(check_signature("plan", bent, key.public_key).error().code, ErrorCode::kDenied);
}

TEST(Signature, WhatIsNotEvenWrittenAsOneIsTold) {
  SeededRandom random(1);
  const auto key = make_signing_key(random);
  const auto signature = sign("plan", key);
  EXPECT_THAT(check_signature("plan", "00", key.public_key).error().message, HasSubstr("128"));
  EXPECT_THAT(check_signature("plan", "A" + signature.substr(1), key.public_key).error().message, HasSubstr("lower"));
  EXPECT_THAT(check_signature("plan", signature, "curve:00").error().message, HasSubstr("ed25519:"));
  EXPECT_THAT(check_signature("plan", signature, key.public_key + "0").error().message, HasSubstr("ed25519:"));
  const auto read = signing_key_of(key.seed.substr(1));
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, testing::Not(HasSubstr(key.seed.substr(1)))) << "secrets are not repeated";
}

}  // namespace
}  // namespace redrive::base
