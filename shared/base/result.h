// Results and errors used by every part. A function that can fail in a way its caller should handle returns
// Result<T>; exceptions from libraries are caught in the adapter that uses the library.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace redrive::base {

// One code per reaction: a caller that would do the same for two codes means one of them should go.
enum class ErrorCode {
  kInvalid,      // the input is wrong; repeating it unchanged cannot succeed (exit 2, HTTP 400)
  kNotFound,     // no such thing (exit 3, HTTP 404)
  kDenied,       // not allowed (exit 4, HTTP 403)
  kConflict,     // contradicts what is recorded: a changed plan, a second run, a taken name (HTTP 409)
  kUnavailable,  // not now, a later try may succeed: peer away, queue full (exit 5, HTTP 503)
  kNoSpace,      // no room: disk full or a stated bound reached
  kCorrupt,      // stored or received data fails its own checks
  kFailed,       // anything else; the message says what and why
};

struct Error {
  ErrorCode code = ErrorCode::kFailed;
  std::string message;  // for people: what, where, and what was expected or what to do next
};

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

// The same error with the place it happened in put before it ("job file x.toml: …").
inline tl::unexpected<Error> fail_in(std::string_view place, Error error) {
  error.message = std::string(place) + ": " + error.message;
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace redrive::base
