// The texts of an SMTP dialogue as pure functions: where to dial, what a reply says, how a message goes over the wire.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mail/transport/mail_transport.h"
#include "shared/base/result.h"

namespace redrive::mail {

enum class Security { kPlain, kStartTls, kTls };

struct SmtpServer {
  Security security = Security::kPlain;
  std::string host;  // name or address, without brackets
  std::uint16_t port = 25;
};

// "smtp://host[:25]", "smtp+starttls://host[:587]", "smtps://host[:465]"; an IPv6 address in brackets. Nothing else may
// stand in it: no user, path or query. kInvalid says what was expected.
base::Result<SmtpServer> parse_smtp_url(std::string_view url);

struct SmtpReply {
  int code = 0;      // anything outside 200 to 599 is not a reply
  std::string text;  // all lines
};

// What a reply to MAIL, RCPT, DATA or to the message means for the recipients it is about.
Delivery judge(int code);

// True when the reply to EHLO names the extension, with the parameter if one is given ("AUTH", "PLAIN").
bool offers(const SmtpReply& ehlo, std::string_view extension, std::string_view parameter = {});

// The message with CRLF line ends only, dots stuffed (RFC 5321 4.5.2), ending in CRLF; without the final ".".
std::string smtp_data(std::string_view message);

// The id under which the server keeps the message it took, out of its last reply, for whoever looks in that server's
// log; empty where none is found.
std::string queue_id(std::string_view reply);

// Printable, one line, at most 300 bytes.
std::string reply_line(std::string_view text);

}  // namespace redrive::mail
