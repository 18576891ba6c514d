// A mail in its RFC 5322 form, the same bytes for the same input: CRLF, 7-bit, header values freed of control
// characters.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mail/compose/templates.h"
#include "mail/compose/wording.h"
#include "shared/base/time.h"
#include "shared/model/inventory.h"

namespace redrive::mail {

// Who writes to whom, whatever it is about.
struct Letter {
  std::string message_id;  // mail_name.h
  std::string thread;      // Message-ID of the mail it stands under; empty where it begins the thread
  model::Centre centre;
  std::string from, reply_to;
  std::vector<std::string> to;  // header To
  base::UtcTime date{};
  std::string instead_of;     // to a fallback centre: whom it was meant for and why that failed; marks the text
  std::string diverted_from;  // shadow mode: whom it would have gone to; marks subject and text
  const Templates* templates = &shipped_templates();
};

struct Content {
  Wording wording;
  std::vector<std::pair<std::string, std::string>> marks;  // headers for machines: name, value
  std::string json, json_name;                             // the machine-readable part; its name without ".json"
};

std::string write_message(const Letter& letter, const Content& content);

// The line that write_message makes of the subject's template.
std::string write_subject(const Letter& letter, const Wording& wording);

}  // namespace redrive::mail
