// The HTTP server: Poco's, with every guard it lacks in this folder's server, connections and framing.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "central/http/connections.h"
#include "central/http/dispatcher.h"

namespace redrive::central {

class HttpServer {
 public:
  // Listens on "127.0.0.1:8461", "[::1]:8461" or "*:8461"; port 0 takes a free one. `dispatcher` and `clock` must
  // outlive the server. kInvalid for a malformed address, kFailed when it cannot be had.
  static base::Result<std::unique_ptr<HttpServer>> start(const std::string& address, const Dispatcher& dispatcher,
                                                         const base::Clock& clock, const ConnectionLimits& limits = {});
  ~HttpServer();  // stop()

  // Takes no more, lets requests in hand finish for a few seconds, then cuts them; every thread has ended when it
  // returns. Stop the server before what its handlers wait for (the decider).
  void stop();
  std::uint16_t bound_port() const;
  std::size_t open_connections() const;

 private:
  struct Parts;
  explicit HttpServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace redrive::central
