// Header blocks as fields, read leniently: what mail programs and gateways really send.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace redrive::mail {

struct RawField {
  std::string name;   // lower case, unless asked otherwise
  std::string value;  // unfolded, NUL as a space, not decoded, at most kMaxValue bytes

  bool operator==(const RawField&) const = default;
};

struct HeaderBlock {
  std::vector<RawField> fields;
  std::size_t size = 0;    // bytes it takes of the text, the empty line that ends it among them
  std::size_t lines = 0;   // those it has
  bool too_many = false;   // there were more than `most` fields; the rest is passed over
  bool cut_short = false;  // it ended at a line that is neither a field nor the empty line
};

enum class FieldNames { kLowerCase, kAsWritten };

// The fields at the beginning of `text`: until an empty line, a line that is no field, or the end. Lines end in CRLF or
// LF; a bare CR is part of a value.
HeaderBlock read_fields(std::string_view text, std::size_t most, FieldNames names = FieldNames::kLowerCase);

// The first of that name (in lower case), or nullptr.
const std::string* find_value(const std::vector<RawField>& fields, std::string_view name);

// Every "<…@…>" of a value, without repeats, in order, at most kMaxIds; spaces and control characters inside are
// dropped.
std::vector<std::string> message_ids(std::string_view value);

// The line at the beginning of `text` without its end (CRLF or LF); `text` then begins with the next one.
std::string_view take_line(std::string_view& text);

std::string lower_case(std::string_view text);  // ASCII
std::string_view trim(std::string_view text);   // spaces, tabs and line ends

}  // namespace redrive::mail
