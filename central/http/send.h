// A response, from ours to Poco's, onto its connection. Include it in .cc files only.
#pragma once

#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/StreamSocket.h>

#include "central/http/message.h"

namespace redrive::central {

// Throws what the socket throws. `keep`: the connection takes another request afterwards. `socket` is the connection's,
// and only looked at.
void send(const Response& response, bool head_only, bool keep, const Poco::Net::StreamSocket& socket,
          Poco::Net::HTTPServerResponse& to);

}  // namespace redrive::central
