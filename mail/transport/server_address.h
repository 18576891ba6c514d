// "HOST[:PORT]" of a mail server's URL.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace redrive::mail {

struct ServerAddress {
  std::string host;  // name or address, without brackets
  std::uint16_t port = 0;
};

// An IPv6 address stands in brackets; nothing may follow. kInvalid says what is wrong, without the text.
base::Result<ServerAddress> parse_server_address(std::string_view text, std::uint16_t usual_port);

}  // namespace redrive::mail
