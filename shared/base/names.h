// What may be a name (of a server, device, job, package, centre), because names become path components, arguments of
// programs and parts of mail headers.
#pragma once

#include <string>
#include <string_view>

#include "shared/base/random.h"
#include "shared/base/result.h"

namespace redrive::base {

inline constexpr std::size_t kMaxName = 128;  // bytes

// Letters, digits and . _ - + : @ ~ only, 1 to kMaxName bytes, not beginning with '-' or '.', without "..". `what`
// names the thing in the error ("device", "server").
Status check_name(std::string_view what, std::string_view name);

// A host name or IP address, as ssh and others take it: letters, digits and . - _ : % only, 1 to 253 bytes, not
// beginning with '-'.
bool is_host(std::string_view text);

// `prefix` and 16 lower-case letters and digits, from 80 random bits: "J-4k0c2v9wz1mq7e3h".
std::string make_id(std::string_view prefix, Random& random);

// Shell-style pattern: * any run, ? any one character; everything else is itself. The whole text must match.
bool glob_match(std::string_view pattern, std::string_view text);

// True when the pattern holds * or ?.
bool is_glob(std::string_view pattern);

}  // namespace redrive::base
