// Mail addresses as Redrive uses them: ASCII, without comments, quoted local parts or anything that could end a header
// or an SMTP command early.
#pragma once

#include <string>
#include <string_view>

namespace redrive::mail {

// True for "local@domain" of printable ASCII without spaces and without <>()[]",;:\ and at most 254 bytes; a domain
// literal or a non-ASCII address (SMTPUTF8) is not one.
bool is_address(std::string_view text);

// The bare address of "Redrive NOC <redrive@noc.example>" or of a bare one; empty when it holds no address.
std::string bare_address(std::string_view text);

// What stands before '<', without quotes and cleaned; empty for a bare address.
std::string display_name(std::string_view text);

// A header value of one address, its name quoted or encoded as needed; empty when there is no address in it.
std::string header_address(std::string_view text);

}  // namespace redrive::mail
