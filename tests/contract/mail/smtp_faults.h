// What a mail server can do wrong, as scripts, and what each is to end in. docs/mail.md has a row for each, by its
// name.
#pragma once

#include <span>
#include <string>

#include "mail/transport/mail_transport.h"
#include "tests/contract/mail/scripted_server.h"

namespace redrive::mail {

struct SmtpFault {
  std::string name;
  ScriptedServer::Script script;  // of a connection that brings one mail for one recipient
  Delivery outcome;
  Concerns concerns;
  std::string said;     // part of the words
  bool stalls = false;  // only the deadline ends it
};
void PrintTo(const SmtpFault& fault, std::ostream* out);

std::span<const SmtpFault> smtp_faults();

// A connection on which the mail is taken, as "queued as GOOD1".
void take_a_mail(Peer& peer);

}  // namespace redrive::mail
