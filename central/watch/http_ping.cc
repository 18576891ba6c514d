#include "central/watch/http_ping.h"

#include <Poco/Exception.h>

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "mail/transport/server_address.h"
#include "shared/sys/sigpipe_blocked.h"
#include "shared/tls/tls_context.h"
#include "shared/version.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::size_t kLongestLine = 1024;  // of a status line

std::string request_text(const PingAddress& address) {
  return fmt::format(
      "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: redrive/{}\r\nAccept: */*\r\nConnection: close\r\n\r\n",
      address.target, address.authority, kVersion);
}

// What comes after the first line is nobody's business here.
std::string read_line(Poco::Net::SocketImpl& from) {
  std::string line;
  while (line.size() < kLongestLine) {
    std::array<char, 256> piece;
    const int got = from.receiveBytes(piece.data(), static_cast<int>(piece.size()), 0);  // throws at the end
    line.append(piece.data(), static_cast<std::size_t>(got));
    if (const auto end = line.find("\r\n"); end != line.npos) return line.substr(0, end);
  }
  return {};
}

}  // namespace

Result<PingAddress> parse_ping_url(const std::string& url) {
  PingAddress address;
  std::string_view rest = url;
  address.tls = rest.starts_with("https://");
  if (!address.tls && !rest.starts_with("http://"))
    return base::fail(ErrorCode::kInvalid, "expected https:// or http://");
  rest.remove_prefix(address.tls ? 8 : 7);
  const auto end = std::min(rest.find_first_of("/?"), rest.size());
  address.authority = rest.substr(0, end);
  address.target = rest.substr(end);
  if (!address.target.starts_with('/')) address.target.insert(0, "/");
  const auto server = mail::parse_server_address(address.authority, address.tls ? 443 : 80);
  if (!server) return tl::unexpected(server.error());
  address.host = server->host;
  address.port = server->port;
  return address;
}

Result<int> parse_status_line(std::string_view line) {
  int status = 0;
  const bool http =
      line.starts_with("HTTP/1.") && line.size() >= 12 && line[8] == ' ' && (line.size() == 12 || line[12] == ' ');
  const char* begin = http ? line.data() + 9 : nullptr;
  if (!http || std::from_chars(begin, begin + 3, status).ptr != begin + 3 || status < 100)
    return base::fail(ErrorCode::kCorrupt, "what answers there does not speak HTTP");
  return status;
}

Result<int> HttpPing::ask(const PingAddress& address, const config::MonitoringOptions& options) {
  const sys::SigpipeBlocked blocked;
  mail::Deadline deadline;
  deadline.start(options.timeout);
  try {
    mail::Dialled dialled = dialler_.dial(address.host, address.port, deadline);
    Poco::AutoPtr<Poco::Net::StreamSocketImpl> channel = dialled.socket;
    if (address.tls) {
      auto context = tls::open_tls_context(options.ca_file);
      if (!context) return tl::unexpected(context.error());
      Poco::AutoPtr<mail::GuardedTlsSocket> tls(
          new mail::GuardedTlsSocket(dialled.socket.get(), *context, dialled.guard));
      tls->shake_hands(address.host);
      channel = tls;
    }
    const std::string request = request_text(address);
    channel->sendBytes(request.data(), static_cast<int>(request.size()), 0);
    return parse_status_line(read_line(*channel));
  } catch (const Poco::Exception& error) {
    return base::fail(ErrorCode::kUnavailable, error.message().empty() ? error.displayText() : error.message());
  }
}

base::Status HttpPing::ping(const config::MonitoringOptions& options) {
  const auto address = parse_ping_url(options.ping);
  if (!address) return tl::unexpected<base::Error>(address.error());
  const auto status = ask(*address, options);
  if (!status) return tl::unexpected<base::Error>(status.error());
  if (*status >= 200 && *status < 300) return {};
  return base::fail(ErrorCode::kFailed,
                    fmt::format("it answers {}{}", *status,
                                *status >= 300 && *status < 400 ? "; redirections are not followed" : ""));
}

}  // namespace redrive::central
