// One request on one connection, from Poco's objects to ours and back. Include it in .cc files only.
#pragma once

#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <atomic>

#include "central/http/connections.h"
#include "central/http/dispatcher.h"
#include "central/http/request_head.h"

namespace redrive::central {

struct ExchangeContext {
  const Dispatcher& dispatcher;
  Connections& connections;
  const base::Clock& clock;
  const std::atomic<bool>& stopping;  // answers then end their connection
  const Proxies& proxies;
};

// Checks the framing, admits, reads the body within its cap, runs the handler, answers. Whatever of the body nobody
// read is read away, or the connection ends: it must never be taken for the next request. Throws what the socket
// throws.
void exchange(const ExchangeContext& context, Poco::Net::HTTPServerRequest& request,
              Poco::Net::HTTPServerResponse& response);

}  // namespace redrive::central
