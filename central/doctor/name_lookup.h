// What the network's names lead to.
#pragma once

#include <string>

namespace redrive::central {

enum class Lookup { kFound, kNone, kNoAnswer };

Lookup look_up_address(const std::string& host);        // an address; an address itself is found
Lookup look_up_mail_server(const std::string& domain);  // MX, else an address (RFC 5321 5.1)

}  // namespace redrive::central
