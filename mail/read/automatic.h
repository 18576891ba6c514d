// Who wrote a mail: a person, a program, or a program because of a mail (RFC 3834). What is taken of the last kind, or
// answered to either program, would make a loop.
#pragma once

#include <string>

#include "mail/read/received_mail.h"

namespace redrive::mail {

enum class Author {
  kPerson,   // may be an alert, may be a reply
  kProgram,  // monitoring, a mailing list, a mail server: may be an alert or a bounce; never a reply, never answered
  kEcho,     // comes of a mail that was sent: an auto-reply, a read receipt, our own mail come back. Never an alert,
             // never a reply, never answered
};

struct Authorship {
  Author author = Author::kPerson;
  std::string reason;  // what told it, in words; empty for a person
};

// Bounces are for read_bounce, which is asked first: they too are echoes here.
Authorship author_of(const ReceivedMail& mail);

}  // namespace redrive::mail
