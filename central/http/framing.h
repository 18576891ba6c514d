// Where a request's body ends, decided strictly: what two readers could understand differently is how a second request
// is smuggled past the first (RFC 9112, 6.3 and 11.2).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace redrive::central {

using HeaderFields = std::vector<std::pair<std::string_view, std::string_view>>;  // as they came, in order

struct Framing {
  bool chunked = false;
  std::uint64_t length = 0;  // of the body when not chunked
  bool has_body() const { return chunked || length > 0; }
};

struct FramingRefusal {
  int status = 400;
  std::string_view detail;
};

// 400 for both kinds of length, one of them twice, or a malformed one; 411 for POST, PUT and PATCH without; 501 for a
// coding other than chunked. The connection must be closed after a refusal.
tl::expected<Framing, FramingRefusal> read_framing(std::string_view method, const HeaderFields& fields);

}  // namespace redrive::central
