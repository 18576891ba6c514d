// A browser's login: the session's token in a cookie that no script can read, and what keeps other sites from using it.
// Console and API share the sessions of People; only how the token comes and goes is other than with a bearer token.
#pragma once

#include <string>
#include <string_view>

#include "central/http/message.h"

namespace redrive::central {

inline constexpr std::string_view kSessionCookie = "redrive_session";

// The token in a Cookie header's value (RFC 6265, 4.2.1); empty when it holds none.
std::string session_in(std::string_view cookie_header);

// Values for Set-Cookie. `lifetime` counts from now; a lifetime of 0 takes the cookie away.
std::string session_cookie(std::string_view token, base::Micros lifetime, bool secure);

// What a page proves by sending it in X-Redrive-Csrf: that it could read an answer of ours, which no other site's can.
// Follows from the session's token alone, so that nothing has to be kept, and tells nothing about it.
std::string csrf_of(std::string_view token);

// Whether a request that changes something comes from a page of ours; else kDenied and why. Programs, which send
// neither Origin nor a cookie, are well. Where nobody has to be known (logging in) a cookie is not looked at either.
base::Status check_page(const Request& request, Need need);

}  // namespace redrive::central
