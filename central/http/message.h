// A request and its response as values, so that routes can be tried without a socket.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "central/flow/requests.h"
#include "central/people/authenticator.h"
#include "shared/base/result.h"

namespace redrive::central {

// The body of a request whose route streams it.
class BodySource {
 public:
  virtual ~BodySource() = default;
  // The next bytes, at most `most`; 0 at the end. kUnavailable when the sender stopped or was too slow.
  virtual base::Result<std::size_t> read(char* into, std::size_t most) = 0;
};

// What browsers send beyond what programs do; empty where nothing came.
struct Browser {
  std::string session;       // the token in the session's cookie
  std::string csrf;          // X-Redrive-Csrf
  std::string origin, host;  // as they came
  std::string if_none_match;
  bool takes_gzip = false;
  bool secure = false;  // it came over TLS, here or at a proxy that is trusted
};

struct Request {
  std::string method;  // "GET"
  std::string path;    // "/api/v1/tickets/RD-2026-000123", still percent-encoded
  std::multimap<std::string, std::string, std::less<>> query;  // decoded, repeats in their order
  std::map<std::string, std::string, std::less<>> params;  // decoded, from the route's {name}s; set by the dispatcher
  std::string content_type;                                // media type alone, lower case
  std::string authorization;                               // the header as it came
  std::string idempotency_key;
  std::string id{};              // X-Request-Id: the client's where it is well-formed, else one of ours; set by admit()
  std::string body;              // whole; empty where the route streams
  BodySource* stream = nullptr;  // where the route streams
  Browser browser{};
  Identity identity{};  // who asks, set by the dispatcher
  Actor actor;          // `from` is the client's address; the name is set once it is known whose token it is

  // Whether it is the cookie that says who asks. A header that somebody wrote comes before one a browser adds by
  // itself.
  bool by_cookie() const { return authorization.empty() && !browser.session.empty(); }
  std::string credentials() const { return by_cookie() ? "Bearer " + browser.session : authorization; }
  const std::string& param(std::string_view name) const { return params.find(name)->second; }
};

// Takes the next bytes of an answer without end and sends them at once; without bytes it only looks whether somebody is
// there. False: there is nobody any more.
using Emit = std::function<bool(std::string_view)>;

// Nothing but these fields reaches the header, and none of them ever holds text from a request but for the id, which is
// letters, digits, - _ and . then.
struct Response {
  int status = 200;
  std::string_view content_type = "application/json";
  std::string body;
  std::string allow{};       // of a 405
  unsigned retry_after = 0;  // seconds, 0 = not said
  bool close = false;        // end the connection after it
  bool repeated = false;     // given before, to the same request
  std::string request_id{};  // letters, digits, - _ . alone
  std::string_view cache = "no-store";
  std::string etag{};
  std::string_view encoding{};  // "gzip"
  bool page = false;            // of the console: says what it may load and do (CSP)
  std::string set_cookie{};
  // An answer that goes on for as long as this does, instead of `body`. Runs on the connection's thread.
  std::function<void(const Emit&)> stream{};
};

// RFC 9457 problem+json. This is the one place that knows which error is which status.
Response problem(const base::Error& error);
Response problem(int status, std::string_view type, std::string_view detail);
int status_of(base::ErrorCode code);
std::string_view reason_of(int status);          // "Not Found"
std::string_view type_of(base::ErrorCode code);  // "not_found", after "urn:redrive:"

}  // namespace redrive::central
