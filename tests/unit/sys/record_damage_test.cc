#include <numeric>

#include "shared/sys/record_format.h"
#include "tests/unit/sys/record_samples.h"

namespace redrive::sys {
namespace {

std::string encoded(std::string_view record) {
  const auto header = encode_header(record);
  return std::string(header.data(), header.size()) + std::string(record);
}

// Opening cuts at most what no reader could read, and the log goes on from there.
void expect_usable(const std::filesystem::path& path, std::vector<std::string> records) {
  {
    auto log = RecordLog::open(path);
    ASSERT_TRUE(log) << log.error().message;
    const std::vector<std::string> more = {"more"};
    ASSERT_TRUE(log->append(more));
  }
  records.emplace_back("more");
  EXPECT_EQ(contents(path).records, records);
}

TEST(RecordDamageTest, EveryPrefixOfALogHoldsAPrefixOfItsRecords) {
  const TempDir dir(memory_if_there_is());
  const auto ends = make_log(dir / "log", some_records());
  const std::string whole = bytes_of(dir / "log");
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    SCOPED_TRACE(cut);
    const auto bytes = whole.substr(0, cut);
    put_bytes(dir / "cut", bytes);
    const auto count = std::upper_bound(ends.begin(), ends.end(), cut) - ends.begin();
    const std::uint64_t good = count == 0 ? 0 : ends[static_cast<std::size_t>(count) - 1];
    const std::vector<std::string> expected(some_records().begin(), some_records().begin() + count);
    const auto found = contents(dir / "cut");
    EXPECT_EQ(found.records, expected);
    ASSERT_EQ(found.damage.size(), cut == good ? 0U : 1U);
    if (cut != good) {
      EXPECT_EQ(found.damage[0].what, "torn tail");
      EXPECT_EQ(found.damage[0].offset, good);
      EXPECT_EQ(found.damage[0].length, cut - good);
    }
    EXPECT_EQ(bytes_of(dir / "cut"), bytes);  // a reader changes nothing
    expect_usable(dir / "cut", expected);
    EXPECT_TRUE(contents(dir / "cut").damage.empty());
  }
}

TEST(RecordDamageTest, OpeningReportsTheTailItCutsOff) {
  const TempDir dir(memory_if_there_is());
  const auto ends = make_log(dir / "log", {"one", "two"});
  put_bytes(dir / "log", bytes_of(dir / "log").substr(0, ends[1] - 1));
  const auto log = RecordLog::open(dir / "log");
  ASSERT_TRUE(log);
  ASSERT_EQ(log->damage().size(), 1U);
  EXPECT_EQ(log->damage()[0].what, "torn tail");
  EXPECT_EQ(log->size(), ends[0]);
  EXPECT_EQ(std::filesystem::file_size(dir / "log"), ends[0]);
}

TEST(RecordDamageTest, AFlippedBitCostsItsOwnRecordAlone) {
  const TempDir dir(memory_if_there_is());
  const auto ends = make_log(dir / "log", some_records());
  const std::string whole = bytes_of(dir / "log");
  for (std::size_t at = 0; at < whole.size(); ++at) {
    const auto hit = std::upper_bound(ends.begin(), ends.end(), at) - ends.begin();
    auto expected = some_records();
    expected.erase(expected.begin() + hit);
    for (int bit = 0; bit < 8; ++bit) {
      SCOPED_TRACE(fmt::format("byte {} bit {}", at, bit));
      auto bytes = whole;
      bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1U << bit));
      put_bytes(dir / "bad", bytes);
      const auto found = contents(dir / "bad");
      EXPECT_EQ(found.records, expected);
      ASSERT_EQ(found.damage.size(), 1U);
      EXPECT_EQ(found.damage[0].offset + found.damage[0].length, ends[static_cast<std::size_t>(hit)]);
    }
    expect_usable(dir / "bad", expected);
  }
}

TEST(RecordDamageTest, BytesLostOrAddedCostTheirOwnRecordAlone) {
  const TempDir dir(memory_if_there_is());
  const auto ends = make_log(dir / "log", some_records());
  const std::string whole = bytes_of(dir / "log");
  for (std::size_t at = 0; at < whole.size(); ++at) {
    const auto hit = std::upper_bound(ends.begin(), ends.end(), at) - ends.begin();
    auto expected = some_records();
    expected.erase(expected.begin() + hit);
    SCOPED_TRACE(at);
    put_bytes(dir / "bad", whole.substr(0, at) + whole.substr(at + 1));
    EXPECT_EQ(contents(dir / "bad").records, expected);
    put_bytes(dir / "bad", whole.substr(0, at) + '!' + whole.substr(at));
    const bool between = hit > 0 && at == ends[static_cast<std::size_t>(hit) - 1];
    EXPECT_EQ(contents(dir / "bad").records, at == 0 || between ? some_records() : expected);
  }
}

TEST(RecordDamageTest, RecordsAfterOneThatClaimsMoreThanIsThereAreFound) {
  const TempDir dir(memory_if_there_is());
  put_bytes(dir / "log", encoded("one") + encoded(std::string(1000, 'x')).substr(0, 100) + encoded("two"));
  const auto found = contents(dir / "log");
  EXPECT_EQ(found.records, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(found.damage.at(0).length, 100U);
  expect_usable(dir / "log", {"one", "two"});
}

TEST(RecordDamageTest, ATailOfZerosIsCutOff) {  // what some file systems leave after a power cut
  const TempDir dir(memory_if_there_is());
  make_log(dir / "log", {"one"});
  put_bytes(dir / "log", bytes_of(dir / "log") + std::string(300'000, '\0'));
  EXPECT_EQ(contents(dir / "log").damage.at(0).length, 300'000U);
  expect_usable(dir / "log", {"one"});
}

TEST(RecordDamageTest, RecordsAfterALargeHoleAreFound) {
  const TempDir dir(memory_if_there_is());
  for (std::size_t hole : {1U, 23U, 65'535U, 65'536U, 65'537U, 262'144U, 700'001U}) {
    put_bytes(dir / "log", encoded("one") + std::string(hole, '\xf5') + encoded("two"));
    const auto found = contents(dir / "log");
    EXPECT_EQ(found.records, (std::vector<std::string>{"one", "two"})) << hole;
    ASSERT_EQ(found.damage.size(), 1U);
    EXPECT_EQ(found.damage[0].what, "no record header");
    EXPECT_EQ(found.damage[0].length, hole);
  }
}

TEST(RecordDamageTest, RecordsInsideADamagedRecordStayHidden) {
  const TempDir dir(memory_if_there_is());
  const std::string inner = encoded("not a record of this log"), end = encoded("two");
  auto bytes = encoded("one") + encoded(inner + "!") + end;
  bytes[bytes.size() - end.size() - 1] = '?';
  put_bytes(dir / "log", bytes);
  const auto found = contents(dir / "log");
  EXPECT_EQ(found.records, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(found.damage.at(0).what, "checksum mismatch");
}

TEST(RecordDamageTest, TheReportIsBoundedAndTheRecordsAreNot) {
  const TempDir dir(memory_if_there_is());
  std::string bytes;
  for (std::size_t i = 0; i < kMaxDamage + 500; ++i) bytes += "?" + encoded("good");
  put_bytes(dir / "log", bytes + "?");
  const auto found = contents(dir / "log");
  EXPECT_EQ(found.records.size(), kMaxDamage + 500);
  EXPECT_EQ(found.damage.size(), kMaxDamage);
  const auto total = std::accumulate(found.damage.begin(), found.damage.end(), std::uint64_t{0},
                                     [](std::uint64_t sum, const Damage& damage) { return sum + damage.length; });
  EXPECT_EQ(total, kMaxDamage + 501);
  expect_usable(dir / "log", found.records);
}

TEST(RecordDamageTest, RubbishIsNoLogAndHarmless) {
  const TempDir dir(memory_if_there_is());
  for (const auto& bytes :
       {std::string(100'000, '\xff'), std::string("[agent]\nname = 'x'\n"), std::string(23, '\xf5')}) {
    put_bytes(dir / "log", bytes);
    EXPECT_TRUE(contents(dir / "log").records.empty());
    expect_usable(dir / "log", {});
  }
}

}  // namespace
}  // namespace redrive::sys
