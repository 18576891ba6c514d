// The body of a request as it comes from Poco's stream. Include it in .cc files only.
#pragma once

#include <Poco/Net/HTTPServerRequest.h>

#include "central/http/connections.h"
#include "central/http/framing.h"
#include "central/http/message.h"

namespace redrive::central {

class RequestBody final : public BodySource {
 public:
  RequestBody(Poco::Net::HTTPServerRequest& request, const Framing& framing, Connections& connections,
              Connections::Key key, const base::Clock& clock)
      : request_(request), framing_(framing), connections_(connections), key_(key), clock_(clock) {}

  base::Result<std::size_t> read(char* into, std::size_t most) override;

  // All of it; kNoSpace when it is longer than `limit`, before more than that is read.
  base::Result<std::string> read_all(std::size_t limit);

  // Reads the rest away, at most `limit` bytes of it and for a short time. True when the end was reached.
  bool drain(std::uint64_t limit);

 private:
  base::Result<std::size_t> read_some(char* into, std::size_t most);
  void enter(Connections::Phase phase) { connections_.enter(key_, phase, clock_.steady()); }
  bool at_end() const { return ended_ || (!framing_.chunked && taken_ == framing_.length); }

  Poco::Net::HTTPServerRequest& request_;
  const Framing framing_;
  Connections& connections_;
  const Connections::Key key_;
  const base::Clock& clock_;
  std::uint64_t taken_ = 0;
  bool reading_ = false, ended_ = false;
};

}  // namespace redrive::central
