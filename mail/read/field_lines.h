// Alerts written as "Key: value" lines, as monitoring programs and people mail them.
#pragma once

#include <string_view>
#include <vector>

#include "mail/read/mail_rules.h"

namespace redrive::mail {

// The fields of each alert in the text, in order, under the names of the native form where they are known ("Host" is
// device, "Service" failure_type), else under their own. An alert begins where an empty line goes before a block that
// names a device or server, or says again what was said already; a block that does neither belongs to the alert before
// it. A block that is no such lines is the message of an alert that has none. Quoted lines and the signature are passed
// over. Empty when no line has a known key.
std::vector<FieldList> read_field_lines(std::string_view text);

// "CRITICAL", "DOWN", "PROBLEM" as firing, "OK", "UP", "RECOVERY" as resolved, in any case; empty for other words.
std::string_view alert_status_of(std::string_view word);

}  // namespace redrive::mail
