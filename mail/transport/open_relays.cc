#include "mail/transport/password_file.h"
#include "mail/transport/smtp_relay.h"
#include "shared/tls/tls_context.h"

namespace redrive::mail {

base::Result<std::vector<RelayAccess>> open_relays(const config::MailOptions& options) {
  std::vector<RelayAccess> relays;
  bool any_plain = false, any_tls = false;
  for (const auto& url : options.smtp) {
    auto server = parse_smtp_url(url);
    if (!server) return tl::unexpected(server.error());
    (server->security == Security::kPlain ? any_plain : any_tls) = true;
    relays.push_back({*std::move(server), {}, {}, options.timeout});
  }
  SmtpLogin login;
  if (!options.user.empty()) {
    if (any_plain) {
      return base::fail(base::ErrorCode::kInvalid,
                        "user is set but smtp:// would send the password in clear; use smtps:// or smtp+starttls://");
    }
    auto password = read_password(options.password_file);
    if (!password) return tl::unexpected(password.error());
    login = {options.user, *std::move(password)};
  }
  if (!any_tls) return relays;
  auto context = tls::open_tls_context(options.ca_file);
  if (!context) return tl::unexpected(context.error());
  for (auto& relay : relays) {
    if (relay.server.security != Security::kPlain) relay.login = login, relay.context = *context;
  }
  return relays;
}

}  // namespace redrive::mail
