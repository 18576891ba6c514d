#include "mail/read/fields.h"

#include "mail/read/limits.h"

namespace redrive::mail {
namespace {

constexpr std::size_t kMaxFieldName = 100;
constexpr std::size_t kMaxId = 250;  // bytes of a Message-ID

// The name of the field that begins in this line, or nothing. Spaces before the colon are obsolete, but sent.
std::string_view field_name(std::string_view line) {
  const std::string_view name = trim(line.substr(0, line.find(':')));
  const bool fits = !name.empty() && name.size() < line.size() && name.size() <= kMaxFieldName &&
                    name.front() == line.front() &&
                    std::ranges::all_of(name, [](char c) { return c > 0x20 && c < 0x7F; });
  return fits && line.find(':') != std::string_view::npos ? name : std::string_view();
}

void append_value(std::string& value, std::string_view text) {
  value.append(text.substr(0, kMaxValue - std::min(kMaxValue, value.size())));
}

}  // namespace

HeaderBlock read_fields(std::string_view text, std::size_t most, FieldNames names) {
  HeaderBlock block;
  std::string_view rest = text;
  bool kept = false;  // the field that a continuation line belongs to
  while (!rest.empty()) {
    std::string_view after = rest;
    const std::string_view line = take_line(after);
    const bool goes_on = !line.empty() && (line.front() == ' ' || line.front() == '\t');
    // A line of spaces alone ends the header for some programs and not for others; a body is worth more than a value.
    if (line.empty() || (goes_on && trim(line).empty())) {
      rest = after, ++block.lines;
      break;
    }
    if (goes_on && block.lines > 0) {
      if (kept) append_value(block.fields.back().value, line);
    } else {
      const std::string_view name = field_name(line);
      if (name.empty()) {
        block.cut_short = true;
        break;
      }
      kept = block.fields.size() < most;
      block.too_many = block.too_many || !kept;
      if (kept) {
        block.fields.push_back({names == FieldNames::kLowerCase ? lower_case(name) : std::string(name), ""});
        append_value(block.fields.back().value, line.substr(line.find(':') + 1));
      }
    }
    rest = after, ++block.lines;
  }
  block.size = text.size() - rest.size();
  for (auto& field : block.fields) {
    std::ranges::replace(field.value, '\0', ' ');
    field.value = trim(field.value);
  }
  return block;
}

const std::string* find_value(const std::vector<RawField>& fields, std::string_view name) {
  const auto found = std::ranges::find(fields, name, &RawField::name);
  return found == fields.end() ? nullptr : &found->value;
}

std::vector<std::string> message_ids(std::string_view value) {
  std::vector<std::string> ids;
  while (ids.size() < kMaxIds) {
    const auto open = value.find('<');
    if (open == std::string_view::npos) break;
    value.remove_prefix(open);
    const auto close = value.find('>');
    if (close == std::string_view::npos) break;
    // Of "<a <b@c>" the inner one counts.
    std::string id(value.substr(0, close + 1));
    id.erase(0, id.rfind('<'));
    std::erase_if(id, [](char c) { return c <= 0x20 || c == 0x7F; });  // also what is not ASCII
    if (id.size() > 4 && id.size() <= kMaxId && id.find('@') != std::string::npos &&
        std::ranges::find(ids, id) == ids.end())
      ids.push_back(std::move(id));
    value.remove_prefix(close + 1);
  }
  return ids;
}

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  return text.substr(0, text.find_last_not_of(kSpace) + 1);
}

}  // namespace redrive::mail
