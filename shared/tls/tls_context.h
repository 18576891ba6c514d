// What TLS to a server is begun with: the certificate's chain is verified; its name, by whoever opens the connection.
#pragma once

#include <Poco/Net/Context.h>

#include <string>

#include "shared/base/result.h"

namespace redrive::tls {

// `ca_file`: certificates in PEM form that are trusted; empty = the system's. kInvalid when it cannot be read.
base::Result<Poco::Net::Context::Ptr> open_tls_context(const std::string& ca_file);

}  // namespace redrive::tls
