// A mail as it was received, taken apart: what is to be decided from it stands here as values, whatever stands in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/read/fields.h"
#include "shared/base/result.h"
#include "shared/base/time.h"

namespace redrive::mail {

struct JsonPart {
  std::string place;  // "part 2", for people
  std::string name;   // of the file, one line; may be empty
  std::string bytes;  // decoded, as they are; not checked to be JSON
};

// Header values are decoded, one line, valid UTF-8, without control characters and bidirectional overrides.
struct ReceivedMail {
  std::string from;                     // bare address, domain in lower case; empty when unusable
  std::string return_path;              // bare address; empty when unusable, not given or null
  bool null_return_path = false;        // "Return-Path: <>" stands in it: a program wants no answer
  std::vector<std::string> recipients;  // bare addresses of To, Cc, Delivered-To and X-Original-To
  std::string subject;
  std::string message_id;                            // with its <>; empty when it has none
  std::vector<std::string> in_reply_to, references;  // with their <>, in the order of the header
  std::optional<base::UtcTime> date;                 // by the sender's clock
  // What a person reads: each best plain text, else that of the HTML, attachments and mail in the mail left out. Valid
  // UTF-8, "\n" lines, at most kMaxText bytes.
  std::string text;
  std::vector<JsonPart> json;    // application/json and *.json, not of mail in the mail
  std::vector<RawField> fields;  // all of the header, decoded like the others
  std::string report_type;       // of a multipart/report, lower case: "delivery-status"; else empty
  // Of message/delivery-status (RFC 3464): a block about the mail, then one for each recipient.
  std::vector<std::vector<RawField>> delivery_status;
  std::vector<RawField> returned;   // header of the first mail in the mail, or of a text/rfc822-headers
  std::string digest;               // of the raw bytes (base::digest_of)
  std::vector<std::string> faults;  // what was mended or left out, in words, at most kMaxFaults

  const std::string& value(std::string_view name) const;  // of the first such field; empty when not given
  bool has(std::string_view name) const;
};

// kInvalid where there is nothing to read (empty, no header) or it is larger than limits.h allows. Everything else is a
// mail: what of it is broken, missing or too much is in `faults`.
base::Result<ReceivedMail> read_mail(std::string_view raw);

// The header for people to look at: names as they came, each value in one line as ReceivedMail's are; at most 200
// fields of 2000 bytes each. Not `decoded`: encoded words stay as they came, and nothing but our own code looks at the
// mail.
std::vector<RawField> read_head(std::string_view raw, bool decoded);

}  // namespace redrive::mail
