// Which handler answers which request, and who may ask for it.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "central/http/context.h"
#include "central/http/kept_responses.h"
#include "central/http/message.h"
#include "central/http/repeats.h"
#include "central/http/request_log.h"
#include "central/people/authenticator.h"

namespace redrive::central {

// An error becomes problem+json by its code.
using Handler = base::Result<Response> (*)(const HttpContext&, Request&);

inline constexpr std::string_view kPages = "/*";  // the pattern of every path outside /api/

inline constexpr std::size_t kMaxBody = 1024 * 1024;

// What becomes of a request that comes again under its Idempotency-Key.
enum class Repeat {
  kAnswered,    // its answer is kept, and given again
  kRecognised,  // and where that is lost, the handler itself knows what was done
  kNever,       // nothing of it is kept, for there are secrets in it; the key means nothing
};

struct Endpoint {
  std::string_view method;
  std::string_view pattern;  // "/api/v1/tickets/{id}/ack"; a {name} stands for one segment
  Need need;
  Handler handler;
  std::size_t max_body = kMaxBody;
  bool streams = false;  // the handler reads Request::stream itself; max_body does not count
  Repeat repeat = Repeat::kAnswered;
  // Of a GET whose answer is the same for all who may ask and is costly to make: kept until one of these changes, for
  // Kept::kMost at most. None = made for each. "audit" stands for the configuration, too: a reload is audited.
  Resources kept_until{};
};

// Every endpoint there is, from the routes_*.cc files (endpoints.cc).
std::vector<Endpoint> all_endpoints();

// The part of a path or pattern after /api/v1/ that a token's scope may name ("tickets"); empty for others.
std::string_view resource_of(std::string_view path);

class Dispatcher {
 public:
  // `context` and `auth` must outlive the dispatcher.
  Dispatcher(const HttpContext& context, const Authenticator& auth, std::vector<Endpoint> endpoints = all_endpoints());

  struct Admission {
    const Endpoint* route = nullptr;  // set when the request may go on: read its body, then run()
    Response refusal;                 // else 401, 403, 404 or 405
  };
  // Finds the route (HEAD falls back on GET), fills request.params and the actor's name.
  Admission admit(Request& request) const;

  // Never throws; whatever a handler throws is logged under an id and answered 500 with that id.
  Response run(const Endpoint& route, Request& request) const;

  Response handle(Request& request) const;  // admit and run

  // Counts and logs a request that was answered; `request` as admit() and run() left it.
  void ended(const Request& request, const Response& response, base::Micros took) const {
    log_.ended(request, response, took);
  }

  std::span<const Endpoint> endpoints() const { return endpoints_; }

 private:
  base::Result<Response> answer(const Endpoint& route, Request& request) const;
  Response run_handler(const Endpoint& route, Request& request) const;

  const HttpContext& context_;
  const Authenticator& auth_;
  const std::vector<Endpoint> endpoints_;
  mutable Repeats repeats_;
  mutable KeptResponses kept_;
  mutable RequestLog log_;
};

}  // namespace redrive::central
