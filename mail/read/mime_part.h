// A mail as its tree of parts (RFC 2045, 2046), found by lines and nothing else: nothing is decoded, nothing copied.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mail/read/decoding.h"
#include "mail/read/fields.h"

namespace redrive::mail {

struct MimePart {
  std::string place;  // "part 1.2", for people; "the mail" for the root
  HeaderBlock head;
  ContentType type;
  Disposition disposition;
  std::string_view body;        // of the raw mail, still encoded; must outlive the part
  std::vector<MimePart> parts;  // of a multipart, or the one mail in a message/rfc822

  bool is_multipart() const { return type.type == "multipart"; }
  bool is_message() const { return type.is("message/rfc822") || type.is("message/global"); }
  std::string file_name() const;  // of the disposition, or the name parameter; one line, may be empty
};

// The tree of a mail of which `head` is the header and `body` the rest. More than kMaxParts parts and what lies deeper
// than kMaxDepth are left out; a multipart without its closing boundary ends where the one around it ends. `faults`
// tells of both, and of a multipart without boundary, whose body counts as text.
MimePart read_parts(HeaderBlock head, std::string_view body, std::vector<std::string>& faults);

}  // namespace redrive::mail
