#include "shared/wire/fragment.h"

#include "shared/wire/limits.h"

namespace redrive::wire {
namespace {

using base::ErrorCode;
using base::fail;

// 0xC1 is the one byte msgpack never uses, so nothing encoded begins with it. After it, big-endian: this fragment's
// index and how many there are.
constexpr char kMark = '\xC1';
constexpr std::size_t kHeader = 9;
constexpr std::size_t kMaxFragments = (kMaxMessage + kFragment - 1) / kFragment;

void put_u32(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift & 0xFFU));
}

std::uint32_t get_u32(std::string_view from) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8U | static_cast<unsigned char>(from[i]);
  return value;
}

}  // namespace

base::Result<std::vector<std::string>> to_frames(std::string encoded) {
  if (encoded.size() > kMaxMessage) {
    return fail(ErrorCode::kInvalid,
                fmt::format("message of {} bytes; at most {} can be sent", encoded.size(), kMaxMessage));
  }
  std::vector<std::string> frames;
  if (encoded.size() <= kMaxFrame) {
    frames.push_back(std::move(encoded));
    return frames;
  }
  const auto count = static_cast<std::uint32_t>((encoded.size() + kFragment - 1) / kFragment);
  for (std::uint32_t index = 0; index < count; ++index) {
    std::string& frame = frames.emplace_back(1, kMark);
    frame.reserve(kHeader + kFragment);
    put_u32(frame, index);
    put_u32(frame, count);
    frame.append(encoded, index * kFragment, kFragment);
  }
  return frames;
}

base::Result<std::optional<std::string>> Reassembler::take(std::string frame) {
  if (frame.empty() || frame[0] != kMark) return std::optional(std::move(frame));
  const auto refuse = [this](std::string why) {
    gathered_ = std::string();
    next_ = count_ = 0;
    return fail(ErrorCode::kInvalid, "fragment: " + std::move(why));
  };
  if (frame.size() <= kHeader || frame.size() > kHeader + kFragment) return refuse("of no possible size");
  const std::uint32_t index = get_u32(std::string_view(frame).substr(1)),
                      count = get_u32(std::string_view(frame).substr(5));
  if (count < 2 || count > kMaxFragments || index >= count)
    return refuse(fmt::format("{} of {} cannot be", index, count));
  if (index == 0) {
    gathered_.clear();
    next_ = 0;
  }
  if (index != next_ || (index > 0 && count != count_)) {
    return refuse(fmt::format("{} of {} came where {} of {} was expected", index, count, next_, count_));
  }
  gathered_.append(frame, kHeader);
  count_ = count;
  if (++next_ < count) return std::optional<std::string>();
  next_ = count_ = 0;
  return std::optional(std::exchange(gathered_, std::string()));
}

}  // namespace redrive::wire
