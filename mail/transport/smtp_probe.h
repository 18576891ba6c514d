// Whether the mail servers would take mail: dialled, greeted, secured and logged in to, and left without sending any.
#pragma once

#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/config/central_options.h"

namespace redrive::mail {

struct RelayProbe {
  std::string url;  // as configured
  bool tls = false, login = false;
  base::Status answer;  // kUnavailable with what went wrong
};

// One after the other, each for at most `most` of time. kInvalid as open_mail_transport.
base::Result<std::vector<RelayProbe>> probe_relays(config::MailOptions options, base::Micros most);

}  // namespace redrive::mail
