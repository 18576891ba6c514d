// The header of a mail as text for people: who sent it, and about what. What it means is for flow/judge_mail.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace redrive::central {

// Names and values in their order, values on one line, valid UTF-8 without control characters; at most 200 of them, of
// 2000 bytes each. Encoded words (RFC 2047) stay as they are. What is no header line ends it.
std::vector<std::pair<std::string, std::string>> mail_head(std::string_view raw);

}  // namespace redrive::central
