// The texts of a POP3 dialogue (RFC 1939) as pure functions: where to dial, what a line says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace redrive::mail {

struct Pop3Server {
  bool tls = true;
  std::string user;
  std::string host;  // name or address, without brackets
  std::uint16_t port = 995;
};

// "pop3s://user@host[:995]", or "pop3://user@host[:110]" for this machine itself, since it sends the password in clear;
// an IPv6 address in brackets. kInvalid says what was expected, without repeating the text: it may hold a password.
base::Result<Pop3Server> parse_pop3_url(std::string_view url);

struct Pop3Reply {
  bool good = false;  // "+OK"
  std::string text;   // what follows "+OK" or "-ERR", or the whole line when it is neither
};
Pop3Reply parse_pop3_reply(std::string_view line);

// "2 1200": a message number from 1 and what is said of it; nothing for any other line.
struct Pop3Entry {
  std::uint32_t number = 0;
  std::string_view rest;
};
std::optional<Pop3Entry> parse_pop3_entry(std::string_view line);
std::optional<std::uint64_t> parse_pop3_size(std::string_view text);
// One to 70 characters from 0x21 to 0x7E.
bool is_pop3_uid(std::string_view text);

}  // namespace redrive::mail
