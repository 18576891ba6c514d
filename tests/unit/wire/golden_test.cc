// The bytes of every message, kept: what an agent of last year sends must be read for years. A new line is added for a
// new message; an old line never changes (GRAMMAR.md, versions).
#include <gtest/gtest.h>

#include <fstream>

#include "shared/wire/codec.h"
#include "tests/unit/wire/samples.h"

namespace redrive::wire::test {
namespace {

std::string to_hex(std::string_view bytes) {
  std::string out;
  for (unsigned char byte : bytes) out += fmt::format("{:02x}", byte);
  return out;
}

std::string from_hex(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    out.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return out;
}

std::map<std::string, std::string> golden() {
  std::ifstream file(WIRE_TEST_DIR "/golden.hex");
  std::map<std::string, std::string> out;
  for (std::string name, hex; file >> name >> hex;) out[name] = hex;
  return out;
}

TEST(Golden, EveryMessageIsStillWrittenInTheSameBytes) {
  auto kept = golden();
  for (const auto& [name, envelope] : samples()) {
    EXPECT_EQ(kept[name], to_hex(encode(envelope))) << "the line of golden.hex would be:\n"
                                                    << name << " " << to_hex(encode(envelope));
    kept.erase(name);
  }
  for (const auto& [name, hex] : kept) ADD_FAILURE() << name << " is kept but not a message any more";
}

TEST(Golden, EveryKeptMessageIsStillRead) {
  const auto kept = golden();
  for (const auto& [name, envelope] : samples()) {
    ASSERT_TRUE(kept.contains(name)) << name;
    const auto read = decode(from_hex(kept.at(name)));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, envelope) << name;
  }
}

}  // namespace
}  // namespace redrive::wire::test
