// The HTTP server: Poco's, with every guard it lacks in this folder's server, connections and framing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "central/http/connections.h"
#include "central/http/dispatcher.h"
#include "central/http/request_head.h"

namespace redrive::central {

struct HttpListen {
  std::string address;  // "127.0.0.1:8461", "[::1]:8461" or "*:8461"; port 0 takes a free one
  // PEM files, the certificate with its chain; TLS 1.2 or newer is spoken then and nothing else. Both or none.
  std::filesystem::path certificate{}, key{};
  Proxies proxies{};
};

class HttpServer {
 public:
  // `dispatcher` and `clock` must outlive the server. kInvalid for a malformed address or certificate, kFailed when the
  // address cannot be had.
  static base::Result<std::unique_ptr<HttpServer>> start(const HttpListen& listen, const Dispatcher& dispatcher,
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
