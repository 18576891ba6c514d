#include "shared/wire/fragment.h"

#include <gtest/gtest.h>

#include "shared/wire/codec.h"
#include "shared/wire/limits.h"
#include "tests/unit/wire/samples.h"

namespace redrive::wire::test {
namespace {

std::string message_of(std::size_t size) {
  std::string out(size, '\x80');
  for (std::size_t i = 1; i < size; ++i) out[i] = static_cast<char>(i * 31 + i / 256);
  return out;
}

std::vector<std::string> frames_of(std::size_t size) {
  auto frames = to_frames(message_of(size));
  return frames ? *frames : std::vector<std::string>{};
}

TEST(Fragment, SizesAroundTheBoundsComeBack) {
  for (std::size_t size : {std::size_t{1}, kMaxFrame - 1, kMaxFrame, kMaxFrame + 1, 3 * kFragment - 1, 3 * kFragment,
                           3 * kFragment + 1, kMaxMessage - 1, kMaxMessage}) {
    Reassembler reassembler;
    std::optional<std::string> whole;
    for (auto& frame : frames_of(size)) {
      EXPECT_LE(frame.size(), kMaxFrame);
      EXPECT_FALSE(whole);
      whole = reassembler.take(std::move(frame)).value();
    }
    ASSERT_TRUE(whole) << size;
    EXPECT_TRUE(*whole == message_of(size)) << size;
    EXPECT_EQ(reassembler.held_bytes(), 0U);
  }
}

TEST(Fragment, OverTheLongestMessageIsRefused) {
  EXPECT_EQ(to_frames(std::string(kMaxMessage + 1, 'x')).error().code, base::ErrorCode::kInvalid);
}

TEST(Fragment, NoEnvelopeBeginsLikeAFragment) {
  const char mark = frames_of(kMaxFrame + 1)[0][0];
  for (const auto& [name, envelope] : samples()) EXPECT_NE(encode(envelope)[0], mark) << name;
  EXPECT_FALSE(decode(std::string(1, mark) + encode({0, 0, Heartbeat{}})));
}

// A heartbeat need not wait for a long message on a thin link.
TEST(Fragment, AShortMessageMayComeBetweenFragments) {
  auto frames = frames_of(kMaxFrame + 1);
  ASSERT_EQ(frames.size(), 3U);
  Reassembler reassembler;
  EXPECT_FALSE(reassembler.take(frames[0]).value());
  EXPECT_EQ(reassembler.take("\x80").value(), "\x80");
  EXPECT_FALSE(reassembler.take(frames[1]).value());
  EXPECT_TRUE(reassembler.take(frames[2]).value() == message_of(kMaxFrame + 1));
}

TEST(Fragment, BadSequencesDropWhatWasGathered) {
  const auto frames = frames_of(kMaxFrame + 1), longer = frames_of(5 * kFragment);
  const std::vector<std::string> sequences[] = {{frames[1]},
                                                {frames[0], frames[2]},
                                                {frames[0], longer[1]},
                                                {frames[0], frames[1].substr(0, 9)},
                                                {frames[0], frames[1].substr(0, 4)},
                                                {frames[0], frames[1] + std::string(1, 'x')}};
  for (const auto& sequence : sequences) {
    Reassembler reassembler;
    for (std::size_t i = 0; i + 1 < sequence.size(); ++i) ASSERT_TRUE(reassembler.take(sequence[i]));
    const auto last = reassembler.take(sequence.back());
    ASSERT_FALSE(last);
    EXPECT_EQ(last.error().code, base::ErrorCode::kInvalid);
    EXPECT_EQ(reassembler.held_bytes(), 0U);
    // The next message is not hurt.
    for (const auto& frame : frames) ASSERT_TRUE(reassembler.take(frame)) << "after a refusal";
  }
}

// A sender whose queue was full halfway gives the message up and later begins another.
TEST(Fragment, AFirstFragmentBeginsAnew) {
  Reassembler reassembler;
  EXPECT_FALSE(reassembler.take(frames_of(5 * kFragment)[0]).value());
  const auto frames = frames_of(kMaxFrame + 1);
  EXPECT_FALSE(reassembler.take(frames[0]).value());
  EXPECT_FALSE(reassembler.take(frames[1]).value());
  EXPECT_TRUE(reassembler.take(frames[2]).value() == message_of(kMaxFrame + 1));
}

TEST(Fragment, BrokenHeadersAreRefused) {
  const std::string payload(100, 'x');
  const auto header = [](std::string_view index, std::string_view count) {
    return "\xC1" + std::string(index) + std::string(count);
  };
  using namespace std::string_view_literals;
  for (const std::string& head : {header("\0\0\0\0"sv, "\0\0\0\0"sv), header("\0\0\0\0"sv, "\0\0\0\1"sv),
                                  header("\0\0\0\0"sv, "\xFF\xFF\xFF\xFF"sv), header("\0\0\0\0"sv, "\0\0\0\x81"sv),
                                  header("\xFF\xFF\xFF\xFF"sv, "\0\0\0\2"sv)}) {
    EXPECT_FALSE(Reassembler().take(head + payload));
  }
  EXPECT_FALSE(Reassembler().take("\xC1").has_value());
}

TEST(Fragment, RandomFramesNeverHoldMoreThanAMessage) {
  base::SeededRandom random(3);
  Reassembler reassembler;
  const auto frames = frames_of(4 * kFragment);
  for (int i = 0; i < 2000; ++i) {
    (void)reassembler.take(frames[random.below(frames.size())]);
    ASSERT_LE(reassembler.held_bytes(), 4 * kFragment);
  }
}

}  // namespace
}  // namespace redrive::wire::test
