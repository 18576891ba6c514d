// A request's head, from Poco's object to ours. Include it in .cc files only.
#pragma once

#include <Poco/Net/HTTPServerRequest.h>

#include <string>
#include <vector>

#include "central/http/message.h"

namespace redrive::central {

// Addresses of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. From anybody else those are
// only text.
using Proxies = std::vector<std::string>;

// Who a request comes from: the last address of X-Forwarded-For that is no trusted proxy's, as each proxy adds at the
// end whom it heard; `peer` itself when that is none of them.
std::string client_of(const std::string& peer, std::string_view forwarded_for, const Proxies& proxies);

// Everything but the body. kInvalid when the target cannot be read.
base::Result<Request> read_head(const Poco::Net::HTTPServerRequest& from, const Proxies& proxies);

}  // namespace redrive::central
