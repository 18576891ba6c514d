// A response, from ours to Poco's, onto its connection. Include it in .cc files only.
#pragma once

#include <Poco/Net/HTTPServerResponse.h>

#include "central/http/message.h"

namespace redrive::central {

// Throws what the socket throws. `keep`: the connection takes another request afterwards.
void send(const Response& response, bool head_only, bool keep, Poco::Net::HTTPServerResponse& to);

}  // namespace redrive::central
