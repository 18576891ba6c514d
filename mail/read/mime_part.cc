#include "mail/read/mime_part.h"

#include "mail/compose/header_text.h"
#include "mail/read/limits.h"

namespace redrive::mail {
namespace {

constexpr std::size_t kMaxBoundary = 200;  // RFC 2046 allows 70; some programs use more

class Reader {
 public:
  explicit Reader(std::vector<std::string>& faults) : faults_(faults) {}

  void fill(MimePart& part, std::string_view body, std::size_t depth);

 private:
  void fill_multipart(MimePart& part, std::string_view boundary, std::size_t depth);
  void add(MimePart& parent, std::string_view text, std::size_t depth);
  void complain(const std::string& place, std::string_view what) {
    faults_.push_back(fmt::format("{}: {}", place, what));
  }

  std::vector<std::string>& faults_;
  std::size_t parts_ = 0;
};

std::string value_of(const HeaderBlock& head, std::string_view name) {
  const std::string* value = find_value(head.fields, name);
  return value ? *value : "";
}

// "--boundary" or "--boundary--", spaces after it allowed; nothing of any other line.
enum class Delimiter { kNone, kNext, kLast };
Delimiter delimiter(std::string_view line, std::string_view boundary) {
  if (!line.starts_with("--")) return Delimiter::kNone;
  line.remove_prefix(2);
  if (!line.starts_with(boundary)) return Delimiter::kNone;
  line = trim(line.substr(boundary.size()));
  return line.empty() ? Delimiter::kNext : line == "--" ? Delimiter::kLast : Delimiter::kNone;
}

void Reader::fill(MimePart& part, std::string_view body, std::size_t depth) {
  part.type = content_type(value_of(part.head, "content-type"));
  part.disposition = disposition(value_of(part.head, "content-disposition"));
  part.body = body;
  if (part.head.too_many) complain(part.place, "it has more header fields than are looked at");
  if (!part.is_multipart() && !part.is_message()) return;
  if (depth >= kMaxDepth) {
    complain(part.place, fmt::format("it lies deeper than {} parts; left out", kMaxDepth));
    return;
  }
  if (part.is_message()) return add(part, body, depth);
  const std::string boundary = part.type.parameter("boundary");
  if (boundary.empty() || boundary.size() > kMaxBoundary) {
    complain(part.place, "a multipart without a usable boundary; taken for text");
    part.type = {};
    return;
  }
  fill_multipart(part, boundary, depth);
}

void Reader::fill_multipart(MimePart& part, std::string_view boundary, std::size_t depth) {
  std::string_view rest = part.body;
  const char* begin = nullptr;  // of the part that is being read; none before the first boundary
  while (!rest.empty()) {
    const char* const line_begin = rest.data();
    const Delimiter found = delimiter(take_line(rest), boundary);
    if (found == Delimiter::kNone) continue;
    if (begin) {
      // The line end before a boundary belongs to the boundary.
      std::string_view text(begin, static_cast<std::size_t>(line_begin - begin));
      if (text.ends_with('\n')) text.remove_suffix(1);
      if (text.ends_with('\r')) text.remove_suffix(1);
      add(part, text, depth);
    }
    if (found == Delimiter::kLast) return;
    if (parts_ >= kMaxParts)
      return complain(part.place, fmt::format("more than {} parts; the rest is left out", kMaxParts));
    begin = rest.data();
  }
  if (!begin) return complain(part.place, "a multipart in which its boundary never stands");
  complain(part.place, "its closing boundary is missing; the mail may be cut short");
  add(part, {begin, static_cast<std::size_t>(part.body.data() + part.body.size() - begin)}, depth);
}

void Reader::add(MimePart& parent, std::string_view text, std::size_t depth) {
  ++parts_;
  MimePart& part = parent.parts.emplace_back();
  const auto number = std::to_string(parent.parts.size());
  part.place = depth == 0 ? "part " + number : parent.place + "." + number;
  part.head = read_fields(text, kMaxPartFields);
  fill(part, text.substr(part.head.size), depth + 1);
}

}  // namespace

std::string MimePart::file_name() const {
  return disposition.file_name.empty() ? clean_line(type.parameter("name"), 256) : disposition.file_name;
}

MimePart read_parts(HeaderBlock head, std::string_view body, std::vector<std::string>& faults) {
  MimePart root;
  root.place = "the mail";
  root.head = std::move(head);
  Reader(faults).fill(root, body, 0);
  return root;
}

}  // namespace redrive::mail
