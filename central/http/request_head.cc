#include "central/http/request_head.h"

#include "central/http/uri.h"
#include "central/http/web_session.h"

namespace redrive::central {
namespace {

namespace net = Poco::Net;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::string_view trim(std::string_view text) {
  const auto begin = std::min(text.find_first_not_of(" \t"), text.size());
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

bool is_trusted(const std::string& address, const Proxies& proxies) {
  return std::ranges::find(proxies, address) != proxies.end();
}

Browser read_browser(const net::HTTPServerRequest& from, bool behind_proxy) {
  Browser browser;
  browser.session = session_in(from.get("Cookie", ""));
  browser.csrf = from.get("X-Redrive-Csrf", "");
  browser.origin = from.get("Origin", "");
  browser.host = from.get("Host", "");
  browser.if_none_match = from.get("If-None-Match", "");
  browser.takes_gzip = from.get("Accept-Encoding", "").find("gzip") != std::string::npos;
  browser.secure = from.secure() || (behind_proxy && lower(from.get("X-Forwarded-Proto", "")) == "https");
  return browser;
}

}  // namespace

std::string client_of(const std::string& peer, std::string_view forwarded_for, const Proxies& proxies) {
  std::string client = peer;
  while (is_trusted(client, proxies) && !forwarded_for.empty()) {
    const auto comma = forwarded_for.rfind(',');
    const auto begin = comma == forwarded_for.npos ? 0 : comma + 1;
    const std::string_view last = trim(forwarded_for.substr(begin));
    if (last.empty() || last.size() > 64) break;
    client = last;
    forwarded_for = forwarded_for.substr(0, begin == 0 ? 0 : comma);
  }
  return client;
}

base::Result<Request> read_head(const net::HTTPServerRequest& from, const Proxies& proxies) {
  auto target = parse_target(from.getURI());
  if (!target) return tl::unexpected(target.error());
  const std::string peer = from.clientAddress().host().toString();
  Request request;
  request.method = from.getMethod();
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  const std::string content_type = from.get("Content-Type", "");
  request.content_type = lower(std::string(trim(std::string_view(content_type).substr(0, content_type.find(';')))));
  request.authorization = from.get("Authorization", "");
  request.idempotency_key = from.get("Idempotency-Key", "");
  request.browser = read_browser(from, is_trusted(peer, proxies));
  request.actor.from = client_of(peer, from.get("X-Forwarded-For", ""), proxies);
  return request;
}

}  // namespace redrive::central
