// What the tests of the content store share.
#pragma once

#include <gtest/gtest.h>

#include "shared/sys/content_store.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::sys {

inline std::string sample(std::size_t size) {
  std::string out(size, '\0');
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>(i * 31 + i / 251);
  return out;
}

struct StoreFixture : ::testing::Test {
  TempDir dir;
  ContentStore store = ContentStore::open(dir / "store").value();
  const std::string content = sample(100'000);
  const std::string digest = base::digest_of(content);

  std::filesystem::path partial(std::string_view of) const { return dir / "store" / "partial" / base::digest_hex(of); }
  std::filesystem::path partial() const { return partial(digest); }
  void put(const std::string& bytes) {
    auto writer = store.receive(base::digest_of(bytes), bytes.size());
    ASSERT_TRUE(writer) << writer.error().message;
    ASSERT_TRUE(writer->append(bytes));
    ASSERT_TRUE(writer->commit());
  }
};

}  // namespace redrive::sys
