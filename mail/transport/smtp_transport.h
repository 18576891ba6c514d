// Mail over SMTP (RFC 5321) through Poco, never bare: see guarded_socket.h.
#pragma once

#include <memory>

#include "mail/transport/mail_transport.h"
#include "shared/base/result.h"
#include "shared/config/central_options.h"

namespace redrive::mail {

// A transport for `smtp`, `user`, `password_file`, `ca_file` and `timeout` of the options; connects only when it sends,
// and keeps the connection for the next mail until rest(). kInvalid: a URL, a password or a CA file that cannot be
// used; a user without TLS.
base::Result<std::unique_ptr<MailTransport>> open_mail_transport(const config::MailOptions& options);

}  // namespace redrive::mail
