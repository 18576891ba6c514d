// Bytes nobody should send: each gives an error, none a crash, none much memory.
#include <gtest/gtest.h>

#include "shared/wire/codec.h"
#include "shared/wire/limits.h"
#include "tests/unit/wire/samples.h"

namespace redrive::wire::test {
namespace {

TEST(Rubbish, AMessageCutOffAnywhereIsRefused) {
  for (const auto& [name, envelope] : samples()) {
    const std::string whole = encode(envelope);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      // A copy of just that size, so that a sanitizer sees a read past its end.
      const auto cut = decode(std::string(whole, 0, size));
      ASSERT_FALSE(cut) << name << " cut to " << size;
      ASSERT_EQ(cut.error().code, base::ErrorCode::kInvalid);
    }
  }
}

TEST(Rubbish, BytesAfterAMessageAreRefused) {
  for (const auto& [name, envelope] : samples()) {
    const auto longer = decode(encode(envelope) + "x");
    ASSERT_FALSE(longer) << name;
    EXPECT_NE(longer.error().message.find("1 bytes follow"), std::string::npos) << longer.error().message;
  }
}

TEST(Rubbish, ChangedBytesAreReadRightOrRefused) {
  base::SeededRandom random(7);
  for (const auto& [name, envelope] : samples()) {
    const std::string whole = encode(envelope);
    for (int i = 0; i < 500; ++i) {
      std::string changed = whole;
      changed[random.below(changed.size())] = static_cast<char>(random.below(256));
      const auto read = decode(changed);
      // What is taken is a value within the bounds: it can be written and read again.
      ASSERT_TRUE(!read || decode(encode(*read)) == *read) << name;
    }
  }
}

TEST(Rubbish, RandomBytesAreRefused) {
  base::SeededRandom random(8);
  for (int i = 0; i < 5000; ++i) {
    std::string bytes(random.below(200), '\0');
    for (char& c : bytes) c = static_cast<char>(random.below(256));
    ASSERT_FALSE(decode(bytes));
    ASSERT_FALSE(decode_order(bytes));
    ASSERT_FALSE(decode_item(bytes));
  }
}

struct Claim {
  const char* name;
  std::string bytes;
  const char* expected;
};

class HugeClaim : public testing::TestWithParam<Claim> {};

// docs/pitfalls.md, e: unpacked without limits, five such bytes ask for gigabytes.
TEST_P(HugeClaim, IsRefusedBeforeAnythingIsAllocated) {
  for (const auto& error : {decode(GetParam().bytes).error(), decode_order(GetParam().bytes).error(),
                            decode_plan(GetParam().bytes).error(), decode_item(GetParam().bytes).error()}) {
    EXPECT_NE(error.message.find(GetParam().expected), std::string::npos) << error.message;
  }
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

INSTANTIATE_TEST_SUITE_P(
    Rubbish, HugeClaim,
    testing::Values(Claim{"list32", "\xDD\xFF\xFF\xFF\xFF", "list of 4294967295"},
                    Claim{"list_within_the_limit", std::string("\xDD\x00\x1E\x84\x80", 5), "claims 2000001 values; 5 "},
                    Claim{"map32", "\xDF\xFF\xFF\xFF\xFF", "map of 4294967295"},
                    Claim{"map_of_65", std::string("\xDE\x00\x41", 3), "map of 65"},
                    Claim{"text32", "\xDB\xFF\xFF\xFF\xFF", "cut off"},
                    Claim{"bytes32", "\xC6\xFF\xFF\xFF\xFF", "cut off"},
                    Claim{"extension32", "\xC9\xFF\xFF\xFF\xFF\x01", "cut off"},
                    Claim{"extension", std::string("\xD4\x01\x00", 3), "extension"},
                    Claim{"never_used", "\xC1", "not msgpack"},
                    Claim{"depth", repeated("\x91", 100'000) + "\xC0", "nested deeper than 12"},
                    Claim{"depth_of_maps", repeated("\x81\xA1k", 100'000) + "\xC0", "nested deeper than 12"},
                    Claim{"many_small_values",
                          "\xDC\xFF\xFF" + repeated("\xDC\xFF\xFF" + std::string(65'535, '\0'), 200), "claims 8"},
                    Claim{"too_long", std::string(kMaxMessage + 1, '\0'), "at most"}),
    [](const auto& claim) { return claim.param.name; });

}  // namespace
}  // namespace redrive::wire::test
