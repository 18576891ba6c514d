// A ping as one GET over HTTP, or HTTPS with the chain and the host's name verified. Over the guarded sockets of
// mail/transport and not Poco's HTTP client: that one leaks to servers with another's certificate, and times single
// reads only.
#pragma once

#include <cstdint>
#include <string>

#include "central/watch/ping_sender.h"
#include "mail/transport/dialler.h"

namespace redrive::central {

struct PingAddress {
  bool tls = false;
  std::string host;  // without brackets
  std::uint16_t port = 0;
  std::string authority;  // as it stands in the Host field
  std::string target;     // path and query
};

// Of a text that config::is_ping_url takes. kInvalid says what is wrong, without the text.
base::Result<PingAddress> parse_ping_url(const std::string& url);

// The status of a response's first line (RFC 9112, 4); kCorrupt for anything else.
base::Result<int> parse_status_line(std::string_view line);

// One thread at a time.
class HttpPing final : public PingSender {
 public:
  base::Status ping(const config::MonitoringOptions& options) override;

 private:
  base::Result<int> ask(const PingAddress& address, const config::MonitoringOptions& options);

  mail::Dialler dialler_;
};

}  // namespace redrive::central
