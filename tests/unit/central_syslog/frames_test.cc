#include "central/syslog/frames.h"

#include <gmock/gmock.h>

#include "central/syslog/message.h"

namespace redrive::central {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> read(SyslogFrames& frames, std::string_view stream, std::size_t segment) {
  std::vector<std::string> messages;
  while (!stream.empty()) {
    frames.push(stream.substr(0, segment));
    stream.remove_prefix(std::min(segment, stream.size()));
    while (auto message = frames.next()) messages.push_back(std::move(*message));
  }
  return messages;
}

std::vector<std::string> read_all(std::string_view stream, std::size_t segment) {
  SyslogFrames frames;
  auto messages = read(frames, stream, segment);
  if (auto message = frames.last()) messages.push_back(std::move(*message));
  return messages;
}

TEST(SyslogFrames, ReadsBothFramingsHoweverTheBytesAreCut) {
  struct Case {
    std::string_view what, stream;
    std::vector<std::string> messages;
  };
  const Case cases[] = {
      {"counted", "7 <13>one7 <13>two", {"<13>one", "<13>two"}},
      {"a counted message may hold line feeds", "9 <13>a\nb\nc7 <13>two", {"<13>a\nb\nc", "<13>two"}},
      {"lines", "<13>one\n<13>two\r\n\n<13>three\n", {"<13>one", "<13>two\r", "<13>three"}},
      {"zero bytes end lines too", {"<13>one\0<13>two\0", 16}, {"<13>one", "<13>two"}},
      {"both in turn", "<13>one\n7 <13>two<13>three\n8 <13>four\n", {"<13>one", "<13>two", "<13>three", "<13>four"}},
      {"a counted one with a line feed behind it", "7 <13>one\n7 <13>two\n", {"<13>one", "<13>two"}},
      {"a line without an end", "<13>one\n<13>two", {"<13>one", "<13>two"}},
      {"lines that begin with numbers",
       "2026-03-02 x\n42 monkeys\n17\n0 <13>y\n",
       {"2026-03-02 x", "42 monkeys", "17", "0 <13>y"}},
      {"no count is that long", "99999999 <13>x\n<13>y\n", {"99999999 <13>x", "<13>y"}},
      {"a counted one that is not whole", "7 <13>one9 <13>tw", {"<13>one"}},
      {"a count alone", "<13>one\n12", {"<13>one", "12"}},
      {"nothing", "\n\n\n", {}},
  };
  for (const auto& c : cases) {
    for (std::size_t segment = 1; segment <= c.stream.size(); ++segment) {
      EXPECT_EQ(read_all(c.stream, segment), c.messages) << c.what << ", cut at every " << segment;
    }
  }
}

TEST(SyslogFrames, OfATooLongMessageTheBeginningIsKept) {
  const std::string body = "<13>" + std::string(kMaxSyslogMessage, 'x');
  const std::string kept = body.substr(0, kMaxSyslogMessage);
  for (const auto& stream : {body + "\n<13>next\n", fmt::format("{} {}8 <13>next", body.size(), body)}) {
    for (const std::size_t segment : {std::size_t{1000}, std::size_t{65536}, stream.size()}) {
      SyslogFrames frames;
      EXPECT_THAT(read(frames, stream, segment), ElementsAre(kept, "<13>next"));
      EXPECT_EQ(frames.cut(), 1U);
      EXPECT_FALSE(frames.half_way());
    }
  }
}

TEST(SyslogFrames, AMessageOfTheLargestSizeIsWhole) {
  const std::string body = "<13>" + std::string(kMaxSyslogMessage - 4, 'x');
  SyslogFrames frames;
  EXPECT_THAT(read(frames, body + "\n" + fmt::format("{} {}", body.size(), body), 10'000), ElementsAre(body, body));
  EXPECT_EQ(frames.cut(), 0U);
}

TEST(SyslogFrames, KnowsWhetherAMessageIsUnderWay) {
  SyslogFrames frames;
  EXPECT_FALSE(frames.half_way());
  EXPECT_THAT(read(frames, "9 <13>", 6), IsEmpty());
  EXPECT_TRUE(frames.half_way());
  EXPECT_THAT(read(frames, "hello", 5), ElementsAre("<13>hello"));
  EXPECT_FALSE(frames.half_way());
  EXPECT_THAT(read(frames, "9999999 <13>" + std::string(kMaxSyslogMessage, 'x'), 4096), testing::SizeIs(1));
  EXPECT_TRUE(frames.half_way()) << "its rest is to be passed over";
  EXPECT_FALSE(frames.last());
}

}  // namespace
}  // namespace redrive::central
