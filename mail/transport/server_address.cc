#include "mail/transport/server_address.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace redrive::mail {
namespace {

auto wrong(std::string why) {
  return base::fail(base::ErrorCode::kInvalid, std::move(why));
}

bool host_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_';
}
bool ipv6_character(char c) {
  return std::isxdigit(static_cast<unsigned char>(c)) != 0 || c == ':' || c == '.';
}

}  // namespace

base::Result<ServerAddress> parse_server_address(std::string_view text, std::uint16_t usual_port) {
  ServerAddress server{{}, usual_port};
  const bool bracketed = text.starts_with('[');
  const auto end = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (end == std::string_view::npos) return wrong("']' is missing");
  server.host = text.substr(bracketed ? 1 : 0, end - (bracketed ? 1 : 0));
  text.remove_prefix(end + (bracketed ? 1 : 0));
  if (server.host.empty() || server.host.size() > 253) return wrong("the host is missing or too long");
  if (!std::all_of(server.host.begin(), server.host.end(), bracketed ? ipv6_character : host_character)) {
    return wrong("a host holds letters, digits, '-' and '.' only");
  }
  if (text.empty()) return server;
  if (text[0] != ':') return wrong("only a port may follow the host");
  const auto [stop, error] = std::from_chars(text.data() + 1, text.data() + text.size(), server.port);
  if (error != std::errc() || stop != text.data() + text.size() || server.port == 0)
    return wrong("the port is not from 1 to 65535");
  return server;
}

}  // namespace redrive::mail
