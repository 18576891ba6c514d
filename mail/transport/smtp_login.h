// Logging in to a mail server (RFC 4954): AUTH PLAIN, or AUTH LOGIN where that is all it offers. Only ever over TLS:
// that is the caller's to see to. Not Poco's: it tells an AUTH LOGIN with other challenges than its own as a success.
#pragma once

#include <functional>
#include <string>

#include "mail/transport/smtp_text.h"

namespace redrive::mail {

struct SmtpLogin {
  std::string user, password;  // empty user = none; only ever sent over TLS
};

// `say` sends a line and returns the reply. Each challenge of AUTH LOGIN is read and gets what it asks for, the user's
// name first, then the password, and nothing else. Failures throw Poco::Net::NetException; their texts never hold the
// password, whatever the server repeats.
void log_in(const SmtpLogin& login, const SmtpReply& ehlo,
            const std::function<SmtpReply(const std::string& line)>& say);

}  // namespace redrive::mail
