#include "central/http/request_body.h"

#include <Poco/Exception.h>

namespace redrive::central {

using base::ErrorCode;

// While the handler does something else its time is its own; while it waits for the sender it is the sender's.
base::Result<std::size_t> RequestBody::read(char* into, std::size_t most) {
  if (!reading_ && !at_end()) enter(Connections::Phase::kReading);
  reading_ = true;
  auto got = read_some(into, most);
  if (at_end() || !got) enter(Connections::Phase::kWorking);
  return got;
}

base::Result<std::size_t> RequestBody::read_some(char* into, std::size_t most) {
  if (at_end() || most == 0) return std::size_t{0};
  // The buffer itself, not the stream: it gives what has arrived instead of waiting for all, and lets exceptions
  // through.
  auto& buffer = *request_.stream().rdbuf();
  try {
    if (buffer.sgetc() == std::char_traits<char>::eof()) {
      ended_ = true;
      if (framing_.chunked) return std::size_t{0};
      return base::fail(ErrorCode::kUnavailable,
                        fmt::format("the body ended after {} of {} bytes", taken_, framing_.length));
    }
    const auto here = std::min<std::streamsize>(buffer.in_avail(), static_cast<std::streamsize>(most));
    const auto got = static_cast<std::size_t>(buffer.sgetn(into, here));
    taken_ += got;
    connections_.moved(key_, got, clock_.steady());
    return got;
  } catch (const Poco::Exception&) {
    ended_ = true;
    return base::fail(ErrorCode::kUnavailable, fmt::format("the body stopped arriving after {} bytes", taken_));
  }
}

base::Result<std::string> RequestBody::read_all(std::size_t limit) {
  const auto too_long = [&] {
    return base::fail(ErrorCode::kNoSpace, fmt::format("the body is longer than {} bytes", limit));
  };
  if (!framing_.chunked && framing_.length > limit) return too_long();
  std::string body;
  body.reserve(static_cast<std::size_t>(framing_.length));
  std::array<char, 16 * 1024> piece;
  for (;;) {
    auto got = read(piece.data(), piece.size());
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) return body;
    if (body.size() + *got > limit) return too_long();
    body.append(piece.data(), *got);
  }
}

bool RequestBody::drain(std::uint64_t limit) {
  if (at_end()) return framing_.chunked || taken_ == framing_.length;
  if (!framing_.chunked && framing_.length - taken_ > limit) return false;
  enter(Connections::Phase::kDraining);
  std::array<char, 16 * 1024> piece;
  for (std::uint64_t drained = 0; drained <= limit;) {
    auto got = read_some(piece.data(), piece.size());
    if (!got) return false;
    if (*got == 0) return true;
    drained += *got;
  }
  return false;
}

}  // namespace redrive::central
