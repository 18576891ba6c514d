// A mailbox over POP3 (RFC 1939) and POP3S; see guarded_socket.h for what keeps it from hanging.
#pragma once

#include <memory>
#include <string>

#include "mail/transport/mailbox.h"
#include "shared/base/result.h"
#include "shared/config/central_options.h"

namespace redrive::mail {

// A client for `pop3`, `password_file`, `ca_file` and `timeout` of the options; connects only when it is opened.
// kInvalid: a URL, a password or a CA file that cannot be used; a password that would go out in clear.
base::Result<std::unique_ptr<MailboxClient>> open_mailbox_client(const config::MailboxOptions& options);

// "user@host" of a URL that open_mailbox_client takes: what the mailbox is called wherever it is told of.
std::string mailbox_name(const config::MailboxOptions& options);

}  // namespace redrive::mail
