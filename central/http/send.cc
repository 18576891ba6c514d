#include "central/http/send.h"

#include <poll.h>

namespace redrive::central {
namespace {

namespace net = Poco::Net;

// Pages load and ask nothing but what central itself serves, run no script that stands in a page, and are shown in no
// frame (W3C Content Security Policy 3).
constexpr const char* kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

void set_headers(const Response& response, net::HTTPServerResponse& to) {
  to.setStatusAndReason(static_cast<net::HTTPResponse::HTTPStatus>(response.status),
                        std::string(reason_of(response.status)));
  to.set("Cache-Control", std::string(response.cache));
  to.set("X-Content-Type-Options", "nosniff");
  if (response.page) {
    to.set("Content-Security-Policy", kPagePolicy);
    to.set("Referrer-Policy", "no-referrer");
  }
  if (response.status == 401) to.set("WWW-Authenticate", "Bearer realm=\"redrive\"");
  if (!response.allow.empty()) to.set("Allow", response.allow);
  if (!response.request_id.empty()) to.set("X-Request-Id", response.request_id);
  if (response.repeated) to.set("Idempotent-Replayed", "true");
  if (response.retry_after > 0) to.set("Retry-After", std::to_string(response.retry_after));
  if (!response.etag.empty()) to.set("ETag", response.etag);
  if (!response.encoding.empty()) {
    to.set("Content-Encoding", std::string(response.encoding));
    to.set("Vary", "Accept-Encoding");
  }
  if (!response.set_cookie.empty()) to.set("Set-Cookie", response.set_cookie);
}

// Who asked for a stream has nothing more to say: whatever arrives is the end of the connection, or of its TLS.
bool has_gone(const net::StreamSocket& socket) {
  pollfd look{socket.impl()->sockfd(), POLLIN | POLLRDHUP, 0};
  return ::poll(&look, 1, 0) != 0;
}

// Its end is the end of the connection: proxies that hold answers back are asked not to.
void send_stream(const Response& response, bool head_only, const net::StreamSocket& socket,
                 net::HTTPServerResponse& to) {
  to.setKeepAlive(false);
  to.set("X-Accel-Buffering", "no");
  std::ostream& out = to.send();
  out.flush();
  if (head_only) return;
  response.stream([&](std::string_view bytes) {
    if (has_gone(socket)) return false;
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.flush();
    return out.good();
  });
}

}  // namespace

void send(const Response& response, bool head_only, bool keep, const net::StreamSocket& socket,
          net::HTTPServerResponse& to) {
  set_headers(response, to);
  to.setKeepAlive(keep);
  if (response.status == 204 || response.status == 304) {
    to.send().flush();
    return;
  }
  to.setContentType(std::string(response.content_type));
  if (response.stream) return send_stream(response, head_only, socket, to);
  to.setContentLength64(static_cast<Poco::Int64>(response.body.size()));
  // Not sendBuffer(): that leaves everything in a buffer until the response object goes.
  std::ostream& out = to.send();
  if (!head_only) out.write(response.body.data(), static_cast<std::streamsize>(response.body.size()));
  out.flush();
}

}  // namespace redrive::central
