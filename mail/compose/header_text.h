// Header values: cleaned of everything that could break out of the header, encoded (RFC 2047) where they are not plain
// ASCII, folded (RFC 5322 2.2.3).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/time.h"

namespace redrive::mail {

inline constexpr std::size_t kMaxMailLine = 76;  // columns of a line, its CRLF not counted

// One line of readable text: valid UTF-8, control characters, line separators and bidirectional overrides (which make
// text read as something else) replaced by one space or dropped, at most `limit` bytes.
std::string clean_line(std::string_view text, std::size_t limit);

// `text` as RFC 2047 encoded words of whole characters, folded; `column` is where the first one starts.
std::string encode_words(std::string_view text, std::size_t column);

// "Name: value" and CRLF, nothing for an empty value; the value is cleaned, encoded when it is not plain ASCII, folded
// at kMaxMailLine.
std::string text_header(std::string_view name, std::string_view value);

// "Name: " and the parts one a line, for values of which no part may be encoded (addresses, ids, parameters). The parts
// must be clean already; nothing when there are none.
std::string list_header(std::string_view name, const std::vector<std::string>& parts, std::string_view separator);

// `text` as part of a Message-ID or file name (RFC 5322 dot-atom, without the dot): at most 40 letters, digits, '-' and
// '_'; anything else becomes '-'.
std::string id_part(std::string_view text);

// "Mon, 02 Mar 2026 00:02:13 +0000"
std::string mail_date(base::UtcTime at);

}  // namespace redrive::mail
