// Content transfer encodings (RFC 2045): any bytes as 7-bit lines of at most 76 columns with CRLF.
#pragma once

#include <string>
#include <string_view>

namespace redrive::mail {

std::string base64(std::string_view bytes);        // one line
std::string base64_lines(std::string_view bytes);  // lines of 76 with CRLF

// Text with "\n" line ends as quoted-printable with CRLF line ends. A '.' or "From " at the start of a line is encoded,
// so that neither a careless relay nor an mbox changes it.
std::string quoted_printable(std::string_view text);

}  // namespace redrive::mail
