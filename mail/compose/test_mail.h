// A mail by which a person sees whether a centre is reached; no ticket stands behind it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/time.h"
#include "shared/model/inventory.h"

namespace redrive::mail {

struct TestMail {
  static constexpr std::string_view kKind = "test";

  std::string id;        // "test-…", no two alike
  std::string asked_by;  // name of the person or token
  std::string central;   // which central sends it
  model::Centre centre;
  std::string from, reply_to;
  std::vector<std::string> to;  // header To
  base::UtcTime date{};
  std::string diverted_from;  // as of TicketMail
};

std::string message_id(const TestMail& mail);
std::string subject(const TestMail& mail);  // "[Redrive test] mail to mc-a"
std::string compose(const TestMail& mail);  // as of TicketMail

}  // namespace redrive::mail
