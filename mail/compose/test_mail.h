// A mail by which a person sees whether a centre is reached; no ticket stands behind it.
#pragma once

#include <string>
#include <string_view>

#include "mail/compose/message.h"

namespace redrive::mail {

struct TestMail : Letter {
  static constexpr std::string_view kKind = "test";

  std::string id;        // "test-…", no two alike
  std::string asked_by;  // name of the person or token
  std::string central;   // which central sends it
};

std::string subject(const TestMail& mail);  // "[test-…] a test of the mail to mc-a"
std::string compose(const TestMail& mail);  // as of TicketMail

}  // namespace redrive::mail
