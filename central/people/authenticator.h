// The seam between HTTP and people: may whoever sent this header do that?
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "central/people/role.h"
#include "shared/base/result.h"
#include "shared/base/time.h"

namespace redrive::central {

struct Identity {
  std::string name;  // of the person or token: for the audit trail, the rule of two persons, and as sender of alerts;
                     // empty where none was needed
  Role role = Role::kSubmit;
  std::optional<base::UtcTime> ends_at{};  // when the session or the token ends by itself
};

struct AuthRefusal {
  bool known = false;  // a good token that may not do this (403), not a missing or wrong one (401)
  std::string why;
};

// Safe from any thread.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // `authorization` is the header's value as it came, perhaps empty; `resource` the first part of the path after
  // /api/v1/, which a token's scope may name.
  virtual tl::expected<Identity, AuthRefusal> allow(std::string_view authorization, Need need,
                                                    std::string_view resource) const = 0;
};

}  // namespace redrive::central
