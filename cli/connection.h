// The connection to central, over TLS where its address says https. Include it in .cc files only.
#pragma once

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/URI.h>

#include <memory>
#include <string>

#include "shared/base/result.h"
#include "shared/base/time.h"

namespace redrive::cli {

// kInvalid unless it is an address like http://127.0.0.1:8461 or https://noc.example.
base::Status check_central(const std::string& address);

// Over TLS nothing is sent, no token above all, before the certificate and its name are verified; kUnavailable when
// they are not. `ca_file` as in ClientOptions. Throws what Poco throws when there is no connection.
base::Result<std::unique_ptr<Poco::Net::HTTPClientSession>> connect(const Poco::URI& central,
                                                                    const std::string& ca_file, base::Micros timeout);

}  // namespace redrive::cli
