#include "mail/transport/smtp_probe.h"

#include <algorithm>

#include "mail/transport/smtp_relay.h"
#include "shared/sys/sigpipe_blocked.h"

namespace redrive::mail {

base::Result<std::vector<RelayProbe>> probe_relays(config::MailOptions options, base::Micros most) {
  options.timeout = std::min(options.timeout, most);
  const auto relays = open_relays(options);
  if (!relays) return tl::unexpected<base::Error>(relays.error());
  const sys::SigpipeBlocked blocked;
  std::vector<RelayProbe> out;
  for (std::size_t i = 0; i < relays->size(); ++i) {
    const RelayAccess& access = (*relays)[i];
    SmtpRelay relay(access);
    out.push_back(
        {options.smtp[i], access.server.security != Security::kPlain, !access.login.user.empty(), relay.greet()});
  }
  return out;
}

}  // namespace redrive::mail
