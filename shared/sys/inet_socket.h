// Sockets that others send to: datagrams and streams over IPv4 and IPv6. Nothing here waits: every descriptor is
// non-blocking and closed in children.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "shared/base/result.h"
#include "shared/sys/file.h"

namespace redrive::sys {

// `host` is a name or an address, `port` a number; 0 takes any free one. kDenied for a port that only root may take,
// kConflict for one that is taken, kFailed otherwise; the error names both.
base::Result<Fd> bind_datagrams(const std::string& host, const std::string& port);
base::Result<Fd> listen_for_streams(const std::string& host, const std::string& port);

std::uint16_t bound_port(int fd);  // 0 = it is not bound

// Asks for room for so many bytes that nobody has read yet; what the kernel grants (net.core.rmem_max bounds it).
std::size_t ask_for_receive_buffer(int fd, std::size_t bytes);

struct Datagram {
  std::size_t size = 0;    // bytes put into the buffer; what did not fit is lost
  std::string from;        // the sender's address, without its port; an IPv4 one in its own form also over IPv6
  std::uint32_t lost = 0;  // datagrams this socket has lost so far for want of room; wraps
};
// Nothing: none is there now.
std::optional<Datagram> receive_datagram(int fd, std::span<char> buffer);

struct Stream {
  Fd fd;
  std::string from;  // as above
};
// kUnavailable: none waits now, or it has gone again. kNoSpace: no descriptors or memory are left; it waits on.
base::Result<Stream> accept_stream(int fd);

enum class ReadEnd {
  kMore,
  kEmpty,
  kEnd
};  // read something | nothing is there now | the sender has closed, or an error
struct StreamRead {
  std::size_t size = 0;
  ReadEnd end = ReadEnd::kEmpty;
};
StreamRead read_stream(int fd, std::span<char> buffer);

}  // namespace redrive::sys
