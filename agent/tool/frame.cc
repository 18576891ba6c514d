#include "agent/tool/frame.h"

#include <unistd.h>

#include "shared/sys/io.h"
#include "shared/wire/limits.h"

namespace redrive::agent {
namespace {

tl::unexpected<base::Error> cut_off(std::size_t got, std::size_t wanted) {
  return base::fail(base::ErrorCode::kInvalid, fmt::format("it ends after {} of {} bytes", got, wanted));
}

base::Result<std::string> read_exactly(int fd, std::size_t size) {
  std::string out(size, '\0');
  for (std::size_t done = 0; done < size;) {
    const ssize_t got = sys::uninterrupted([&] { return ::read(fd, out.data() + done, size - done); });
    if (got < 0) return tl::unexpected<base::Error>(sys::errno_error("read", "the request", errno));
    if (got == 0) return cut_off(done, size);
    done += static_cast<std::size_t>(got);
  }
  return out;
}

}  // namespace

base::Result<std::size_t> announced(std::string_view head) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < kFrameHead; ++i) length |= std::size_t{static_cast<unsigned char>(head[i])} << (8 * i);
  if (length <= wire::kMaxMessage) return length;
  return base::fail(base::ErrorCode::kInvalid,
                    fmt::format("a message of {} bytes is announced; at most {} are taken", length, wire::kMaxMessage));
}

std::string framed(std::string_view body) {
  std::string bytes;
  for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>(body.size() >> shift));
  return bytes.append(body);
}

base::Result<std::string_view> unframed(std::string_view bytes) {
  if (bytes.size() < kFrameHead) return cut_off(bytes.size(), kFrameHead);
  const auto length = announced(bytes);
  if (!length) return tl::unexpected<base::Error>(length.error());
  bytes.remove_prefix(kFrameHead);
  if (bytes.size() < *length) return cut_off(bytes.size(), *length);
  if (bytes.size() > *length) {
    return base::fail(base::ErrorCode::kInvalid, fmt::format("{} bytes follow its end", bytes.size() - *length));
  }
  return bytes;
}

base::Result<std::string> read_frame(int fd) {
  auto head = read_exactly(fd, kFrameHead);
  if (!head) return head;
  const auto length = announced(*head);
  return length ? read_exactly(fd, *length) : tl::unexpected<base::Error>(length.error());
}

}  // namespace redrive::agent
