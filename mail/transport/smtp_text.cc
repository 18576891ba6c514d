#include "mail/transport/smtp_text.h"

#include <algorithm>
#include <cctype>

#include "mail/compose/header_text.h"
#include "mail/transport/server_address.h"

namespace redrive::mail {
namespace {

struct Scheme {
  std::string_view prefix;
  Security security;
  std::uint16_t port;
};
constexpr Scheme kSchemes[] = {{"smtp://", Security::kPlain, 25},
                               {"smtp+starttls://", Security::kStartTls, 587},
                               {"smtps://", Security::kTls, 465}};

auto wrong(std::string_view url, std::string_view why) {
  return base::fail(base::ErrorCode::kInvalid, "smtp = \"" + reply_line(url) + "\": " + std::string(why) +
                                                   "; expected smtp://HOST[:PORT], smtp+starttls://HOST[:PORT] or "
                                                   "smtps://HOST[:PORT]");
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return out;
}

}  // namespace

base::Result<SmtpServer> parse_smtp_url(std::string_view url) {
  const auto* scheme = std::find_if(std::begin(kSchemes), std::end(kSchemes),
                                    [&](const Scheme& s) { return url.starts_with(s.prefix); });
  if (scheme == std::end(kSchemes)) return wrong(url, "unknown scheme");
  const std::string_view rest = url.substr(scheme->prefix.size());
  if (rest.find('@') != std::string_view::npos)
    return wrong(url, "user and password have keys of their own (user, password_file)");
  auto server = parse_server_address(rest, scheme->port);
  if (!server) return wrong(url, server.error().message);
  return SmtpServer{scheme->security, std::move(server->host), server->port};
}

Delivery judge(int code) {
  // What asks for TLS or a login is about our configuration, not about this mail: it stays queued until that is put
  // right.
  const bool about_us = code == 530 || code == 534 || code == 535 || code == 538;
  if (code >= 200 && code < 300) return Delivery::kAccepted;
  return code >= 500 && code < 600 && !about_us ? Delivery::kRefused : Delivery::kLater;
}

bool offers(const SmtpReply& ehlo, std::string_view extension, std::string_view parameter) {
  std::string_view rest = ehlo.text;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    std::string line = upper(rest.substr(0, end)) + " ";
    rest.remove_prefix(std::min(end + 1, rest.size()));
    std::replace(line.begin(), line.end(), '\r', ' ');
    if (line.size() < 5 || line.substr(4, extension.size() + 1) != std::string(extension) + " ") continue;
    if (parameter.empty() || line.find(" " + std::string(parameter) + " ") != std::string::npos) return true;
  }
  return false;
}

std::string smtp_data(std::string_view message) {
  std::string out;
  out.reserve(message.size() + message.size() / 64 + 2);
  bool line_start = true;
  for (std::size_t i = 0; i < message.size(); ++i) {
    const char c = message[i];
    if (c == '\r' && i + 1 < message.size() && message[i + 1] == '\n') continue;  // its LF ends the line
    if (c == '\r' || c == '\n') {
      out += "\r\n";
      line_start = true;
      continue;
    }
    if (line_start && c == '.') out += '.';
    out += c;
    line_start = false;
  }
  if (!line_start) out += "\r\n";
  return out;
}

std::string reply_line(std::string_view text) {
  return clean_line(text, 300);
}

}  // namespace redrive::mail
