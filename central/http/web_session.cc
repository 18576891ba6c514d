#include "central/http/web_session.h"

#include "central/people/secrets.h"
#include "shared/base/digest.h"

namespace redrive::central {
namespace {

std::string_view trim(std::string_view text) {
  const auto begin = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// "noc.example:8461" of "https://noc.example:8461"; empty for "null" and other rubbish.
std::string_view authority_of(std::string_view origin) {
  const auto scheme = origin.find("://");
  return scheme == origin.npos ? std::string_view() : origin.substr(scheme + 3);
}

}  // namespace

std::string session_in(std::string_view header) {
  while (!header.empty()) {
    const auto end = std::min(header.find(';'), header.size());
    const std::string_view pair = trim(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
    const auto equals = pair.find('=');
    if (equals != pair.npos && pair.substr(0, equals) == kSessionCookie) return std::string(pair.substr(equals + 1));
  }
  return "";
}

std::string session_cookie(std::string_view token, base::Micros lifetime, bool secure) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(lifetime).count();
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", kSessionCookie, token, seconds,
                     secure ? "; Secure" : "");
}

std::string csrf_of(std::string_view token) {
  return std::string(base::digest_hex(base::digest_of(fmt::format("redrive csrf {}", token))));
}

base::Status check_page(const Request& request, Need need) {
  const Browser& page = request.browser;
  if (!page.origin.empty() && !same_name(authority_of(page.origin), page.host)) {
    return base::fail(base::ErrorCode::kDenied,
                      "a page of another site sent this; only central's own pages may change something (behind a "
                      "proxy: it has to hand on the Host that the browser asked for)");
  }
  if (!request.by_cookie() || need == Need::kNothing) return {};
  if (!same_digest(page.csrf, csrf_of(page.session))) {
    return base::fail(base::ErrorCode::kDenied,
                      "X-Redrive-Csrf does not belong to this session; take it from GET /api/v1/session");
  }
  return {};
}

}  // namespace redrive::central
