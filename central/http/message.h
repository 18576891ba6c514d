// A request and its response as values, so that routes can be tried without a socket.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "central/flow/requests.h"
#include "shared/base/result.h"

namespace redrive::central {

// The body of a request whose route streams it.
class BodySource {
 public:
  virtual ~BodySource() = default;
  // The next bytes, at most `most`; 0 at the end. kUnavailable when the sender stopped or was too slow.
  virtual base::Result<std::size_t> read(char* into, std::size_t most) = 0;
};

struct Request {
  std::string method;  // "GET"
  std::string path;    // "/api/v1/tickets/RD-2026-000123", still percent-encoded
  std::multimap<std::string, std::string, std::less<>> query;  // decoded, repeats in their order
  std::map<std::string, std::string, std::less<>> params;  // decoded, from the route's {name}s; set by the dispatcher
  std::string content_type;                                // media type alone, lower case
  std::string authorization;                               // the header as it came
  std::string idempotency_key;
  std::string body;              // whole; empty where the route streams
  BodySource* stream = nullptr;  // where the route streams
  Actor actor;                   // `from` is the client's address; the name is set once it is known whose token it is

  const std::string& param(std::string_view name) const { return params.find(name)->second; }
};

// Nothing but these fields reaches the header, and none of them ever holds text from a request.
struct Response {
  int status = 200;
  std::string_view content_type = "application/json";
  std::string body;
  std::string allow{};       // of a 405
  unsigned retry_after = 0;  // seconds, 0 = not said
  bool close = false;        // end the connection after it
};

// RFC 9457 problem+json. This is the one place that knows which error is which status.
Response problem(const base::Error& error);
Response problem(int status, std::string_view type, std::string_view detail);
int status_of(base::ErrorCode code);
std::string_view reason_of(int status);          // "Not Found"
std::string_view type_of(base::ErrorCode code);  // "not_found", after "urn:redrive:"

}  // namespace redrive::central
