// The header of what is no RFC 5424: RFC 3164 describes what was seen on wires, and senders keep to little of it.
#pragma once

#include <string_view>

#include "central/syslog/message.h"

namespace redrive::central {

// Reads `text`, what follows the priority, into time, host, app, pid and text of `out`. Besides the RFC's own form,
// "Mar  2 00:02:13 host tag[pid]: text", these are known:
// - host left out: a word with [pid] or a colon behind it is a tag and no host
// - Cisco: "29: *Mar  2 00:02:13.120: %SYS-5-CONFIG_I: text", also with "29: host: " in front
// - ASA: "Mar 02 2026 00:02:13 host : %ASA-6-302013: text"
// - AIX: "Mar  2 00:02:13 Message forwarded from host: tag: text"
// - no time: then no host either, for nothing tells one from the text's first word
void read_bsd_header(std::string_view text, base::UtcTime arrived, SyslogMessage& out);

}  // namespace redrive::central
