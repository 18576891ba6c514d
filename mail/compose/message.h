// A mail in its RFC 5322 form, the same bytes for the same input: CRLF, 7-bit, header values freed of control
// characters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mail/compose/wording.h"
#include "shared/base/time.h"

namespace redrive::mail {

struct Message {
  std::string from, reply_to;
  std::vector<std::string> to;
  base::UtcTime date{};
  std::string subject;
  std::string id;      // message_id_for
  std::string thread;  // Message-ID of the mail it stands under; its own or empty where it begins the thread
  std::vector<std::pair<std::string, std::string>> marks;  // headers for machines: name, value
  Wording wording;
  std::string json, json_name;  // the machine-readable part; its name without ".json"
};
std::string write_message(const Message& message);

// "<RD-2026-000123.1@redrive.host>": the host is from's domain; `suffix` may tell apart what else is the same.
std::string message_id_for(std::string_view name, std::uint32_t sequence, std::string_view suffix,
                           const std::string& from);

}  // namespace redrive::mail
