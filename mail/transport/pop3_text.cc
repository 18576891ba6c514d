#include "mail/transport/pop3_text.h"

#include <Poco/Net/IPAddress.h>

#include <algorithm>
#include <charconv>

#include "mail/transport/server_address.h"

namespace redrive::mail {
namespace {

constexpr std::string_view kTls = "pop3s://", kPlain = "pop3://";

auto wrong(std::string_view why) {
  return base::fail(base::ErrorCode::kInvalid,
                    "pop3: " + std::string(why) + "; expected pop3s://USER@HOST[:PORT], or pop3:// for this machine");
}

bool is_visible(char c) {
  return c > 0x20 && c < 0x7F;
}

bool is_this_machine(const std::string& host) {
  Poco::Net::IPAddress address;
  return host == "localhost" || (Poco::Net::IPAddress::tryParse(host, address) && address.isLoopback());
}

template <typename Number>
std::optional<Number> number_of(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

}  // namespace

base::Result<Pop3Server> parse_pop3_url(std::string_view url) {
  const bool tls = url.starts_with(kTls);
  if (!tls && !url.starts_with(kPlain)) return wrong("unknown scheme");
  url.remove_prefix(tls ? kTls.size() : kPlain.size());
  const auto at = url.rfind('@');  // the user may be a mail address
  if (at == std::string_view::npos || at == 0) return wrong("the user is missing");
  const std::string_view user = url.substr(0, at);
  if (!std::all_of(user.begin(), user.end(), is_visible)) return wrong("the user holds a character it may not");
  auto address = parse_server_address(url.substr(at + 1), tls ? 995 : 110);
  if (!address) return wrong(address.error().message);
  if (!tls && !is_this_machine(address->host)) {
    return base::fail(base::ErrorCode::kInvalid, "pop3: pop3:// would send the password in clear to " + address->host +
                                                     "; use pop3s://, or pop3:// with localhost, 127.0.0.1 or ::1");
  }
  return Pop3Server{tls, std::string(user), std::move(address->host), address->port};
}

Pop3Reply parse_pop3_reply(std::string_view line) {
  for (const auto& [word, good] : {std::pair<std::string_view, bool>{"+OK", true}, {"-ERR", false}}) {
    if (!line.starts_with(word)) continue;
    std::string_view text = line.substr(word.size());
    if (!text.empty() && text.front() != ' ') continue;
    if (!text.empty()) text.remove_prefix(1);
    return {good, std::string(text)};
  }
  return {false, std::string(line)};
}

std::optional<Pop3Entry> parse_pop3_entry(std::string_view line) {
  const auto space = line.find(' ');
  if (space == std::string_view::npos) return {};
  const auto number = number_of<std::uint32_t>(line.substr(0, space));
  if (!number || *number == 0) return {};
  std::string_view rest = line.substr(space + 1);
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  return Pop3Entry{*number, rest};
}

std::optional<std::uint64_t> parse_pop3_size(std::string_view text) {
  return number_of<std::uint64_t>(text.substr(0, text.find(' ')));  // servers may say more behind it
}

bool is_pop3_uid(std::string_view text) {
  return !text.empty() && text.size() <= 70 && std::all_of(text.begin(), text.end(), is_visible);
}

}  // namespace redrive::mail
