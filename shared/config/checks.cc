#include "shared/config/checks.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

#include "shared/base/names.h"
#include "shared/base/signature.h"
#include "shared/model/job.h"
#include "shared/model/working_hours.h"

namespace redrive::config {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_letter(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z');
}
bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

bool all_of(std::string_view text, auto&& test) {
  return std::all_of(text.begin(), text.end(), test);
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool is_port(std::string_view text, unsigned least) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port >= least && port <= 65535;
}

// Splits "host:port" and "[v6]:port"; the host keeps no brackets.
std::optional<std::pair<std::string_view, std::string_view>> split_port(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (!bracketed && host.find(':') != std::string_view::npos) return {};
  if (bracketed) host = host.substr(1, host.size() - 2);
  return std::pair{host, text.substr(colon + 1)};
}

bool is_host_and_port(std::string_view text, unsigned least) {
  const auto parts = split_port(text);
  return parts && is_remote_host(parts->first) && is_port(parts->second, least);
}

bool is_host_with_optional_port(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) return is_remote_host(text.substr(1, text.size() - 2));
  return text.find(':') == std::string_view::npos ? is_remote_host(text) : is_host_and_port(text, 1);
}

bool is_clock(std::string_view text) {
  return text.size() == 5 && text[2] == ':' && is_digit(text[0]) && is_digit(text[1]) && is_digit(text[3]) &&
         is_digit(text[4]) && text.substr(0, 2) < "24" && text.substr(3) < "60";
}

// Length of the well-formed UTF-8 sequence at the front (RFC 3629 section 4); 0 when there is none.
std::size_t sequence_length(std::string_view s) {
  const auto byte = [&s](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return lead == 0 ? 0 : 1;
  const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                             : (lead & 0xF0U) == 0xE0       ? 3
                             : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                            : 0;
  if (length == 0 || s.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool outside = (lead == 0xED && byte(1) > 0x9F) || (lead == 0xF4 && byte(1) > 0x8F);
  return overlong || outside ? 0 : length;
}

}  // namespace

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text.substr(0, 60)) {
    if (is_control(c)) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + (text.size() > 60 ? "…\"" : "\"");
}

bool is_name(std::string_view text) {
  return base::check_name("", text).has_value();
}

bool is_name_or_glob(std::string_view text) {
  std::string plain(text);
  std::replace_if(
      plain.begin(), plain.end(), [](char c) { return c == '*' || c == '?'; }, 'x');
  return is_name(plain);
}

bool is_label(std::string_view text) {
  return !text.empty() && text.size() <= 256 && std::none_of(text.begin(), text.end(), is_control);
}

bool is_short_label(std::string_view text) {
  return is_label(text) && text.size() <= base::kMaxName;
}

bool is_argument(std::string_view text) {
  return text.size() <= model::kMaxArgument && text.find('\0') == std::string_view::npos;
}

bool is_remote_path(std::string_view text) {
  if (!text.starts_with('/') || text.size() > 1024) return false;
  for (std::size_t begin = 1; begin <= text.size();) {
    const std::size_t end = std::min(text.find('/', begin), text.size());
    const std::string_view part = text.substr(begin, end - begin);
    if (part != "" && !is_name(part.starts_with('.') ? part.substr(1) : part)) return false;
    begin = end + 1;
  }
  return true;
}

bool is_type_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && is_lower(text[0]) &&
         all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

bool is_hours(std::string_view text) {
  return model::parse_hours(text).has_value();
}

bool is_rule(std::string_view text) {
  return !text.empty() && text.size() <= 1024 && std::none_of(text.begin(), text.end(), is_control);
}

bool is_pattern(std::string_view text) {
  return !text.empty() && text.size() <= 4096;
}

bool is_mail_address(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.size() > 254 || text[0] == '-') return false;
  return is_remote_host(text.substr(at + 1)) && all_of(text.substr(0, at), [](char c) {
           return c > 0x20 && c < 0x7F && std::string_view("()<>[]:;@\\,\"").find(c) == std::string_view::npos;
         });
}

bool is_window(std::string_view text) {
  return text.size() == 11 && text[5] == '-' && is_clock(text.substr(0, 5)) && is_clock(text.substr(6)) &&
         text.substr(0, 5) != text.substr(6);
}

bool is_z85_key(std::string_view text) {
  return text.size() == 40 && all_of(text, [](char c) {
           return is_letter(c) || is_digit(c) ||
                  std::string_view(".-:+=^!/*?&<>()[]{}@%$#").find(c) != std::string_view::npos;
         });
}

bool is_verifying_key(std::string_view text) {
  return base::check_verifying_key(text).has_value();
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::vector<unsigned> lines_not_utf8(std::string_view text) {
  std::vector<unsigned> lines;
  for (unsigned line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (!is_utf8(text.substr(0, end))) lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool is_remote_host(std::string_view text) {
  return base::is_host(text);
}

bool is_ip_address(std::string_view text) {
  const std::string address(text.substr(0, 64));
  std::array<unsigned char, sizeof(in6_addr)> parsed;
  return ::inet_pton(AF_INET, address.c_str(), parsed.data()) == 1 ||
         ::inet_pton(AF_INET6, address.c_str(), parsed.data()) == 1;
}

bool is_listen_address(std::string_view text) {
  return is_host_and_port(text, 0);
}

bool is_listen_endpoint(std::string_view text) {
  if (!take_prefix(text, "tcp://")) return false;
  const auto parts = split_port(text);
  return parts && (parts->first == "*" || is_remote_host(parts->first)) &&
         (parts->second == "*" || is_port(parts->second, 0));
}

bool is_remote_endpoint(std::string_view text) {
  return take_prefix(text, "tcp://") && is_host_and_port(text, 1);
}

bool is_smtp_url(std::string_view text) {
  return (take_prefix(text, "smtp://") || take_prefix(text, "smtps://") || take_prefix(text, "smtp+starttls://")) &&
         is_host_with_optional_port(text);
}

bool is_pop3_url(std::string_view text) {
  if (!take_prefix(text, "pop3://") && !take_prefix(text, "pop3s://")) return false;
  const auto at = text.rfind('@');  // the user may be a mail address
  if (at == std::string_view::npos || at == 0 || !is_host_with_optional_port(text.substr(at + 1))) return false;
  return all_of(text.substr(0, at), [](char c) { return c > 0x20 && c < 0x7F && c != ':' && c != '/'; });
}

bool is_syslog_address(std::string_view text) {
  return (take_prefix(text, "udp://") || take_prefix(text, "tcp://")) && is_host_and_port(text, 0);
}

bool is_ping_url(std::string_view text) {
  constexpr std::size_t kLongest = 2048;
  if (text.size() > kLongest || (!take_prefix(text, "https://") && !take_prefix(text, "http://"))) return false;
  const auto end = std::min(text.find_first_of("/?"), text.size());
  return is_host_with_optional_port(text.substr(0, end)) &&
         all_of(text.substr(end), [](char c) { return c > 0x20 && c < 0x7F && c != '#' && c != '"'; });
}

bool is_store_url(std::string_view text) {
  if (take_prefix(text, "sqlite:")) return is_label(text);
  return take_prefix(text, "postgresql://") && is_label(text);
}

}  // namespace redrive::config
