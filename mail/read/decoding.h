// The texts of a mail out of what it takes to send them: encoded words (RFC 2047), parameters (RFC 2231), transfer
// encodings, charsets, addresses, dates. The only file that knows GMime; it is given pieces of bounded size and never a
// whole mail (docs/adr/0012). Safe from any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/time.h"

namespace redrive::mail {

// A header value as people read it: UTF-8, one line, without control characters and what makes text read as something
// else (clean_line), at most `limit` bytes.
std::string decoded_line(const std::string& value, std::size_t limit);

struct ContentType {
  std::string type = "text", subtype = "plain";                // lower case
  std::map<std::string, std::string, std::less<>> parameters;  // names in lower case, values decoded

  bool is(std::string_view name) const { return type + "/" + subtype == name; }
  std::string parameter(std::string_view name) const;  // empty when not given
};
ContentType content_type(const std::string& value);  // text/plain for what is none

struct Disposition {
  bool attachment = false;
  std::string file_name;  // one line; may be empty
};
Disposition disposition(const std::string& value);

struct Decoded {
  std::string bytes;
  bool damaged = false;  // something of it was not in the encoding
  bool cut = false;      // there was more than `limit`
};

// The bytes of a body with this Content-Transfer-Encoding; an encoding nobody knows counts as none.
Decoded decode_transfer(std::string_view body, const std::string& encoding, std::size_t limit);

// Text as UTF-8. One without a known charset, and one that does not fit its own, is taken for UTF-8 where it is that
// and for windows-1252 otherwise, as most mail that is wrong about it turns out to be. NUL and other control characters
// become spaces, line ends "\n".
Decoded decode_charset(std::string_view bytes, const std::string& charset, std::size_t limit);

// The bare addresses of an address list, domain in lower case, at most `most`; what mail::is_address refuses is left
// out.
std::vector<std::string> addresses(const std::string& value, std::size_t most);

std::optional<base::UtcTime> mail_time(const std::string& value);  // of a Date field; years 1990 to 2200

}  // namespace redrive::mail
