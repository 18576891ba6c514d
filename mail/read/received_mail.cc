#include "mail/read/received_mail.h"

#include "mail/compose/header_text.h"
#include "mail/read/html_text.h"
#include "mail/read/limits.h"
#include "mail/read/mime_part.h"
#include "shared/base/digest.h"

namespace redrive::mail {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kMaxSubject = 1000;
constexpr std::size_t kShownFields = 200, kShownValue = 2000;
constexpr std::size_t kMaxStatus = 256UL * 1024;  // bytes of a message/delivery-status
constexpr std::size_t kMaxStatusBlocks = 101;     // one about the mail, a hundred recipients

std::vector<RawField> decoded(const std::vector<RawField>& fields) {
  std::vector<RawField> out;
  for (const auto& [name, value] : fields) out.push_back({name, decoded_line(value, kMaxValue)});
  return out;
}

std::string first_value(const std::vector<RawField>& fields, std::string_view name) {
  const std::string* value = find_value(fields, name);
  return value ? *value : "";
}

// Takes the parts of a tree into a mail.
class Collector {
 public:
  Collector(ReceivedMail& mail, std::vector<std::string>& faults) : mail_(mail), faults_(faults) {}

  void collect(const MimePart& part) {
    mail_.text = text_of(part).text;
    if (mail_.text.size() > kMaxText) {
      mail_.text.resize(clean_size(mail_.text, kMaxText));
      complain(part, fmt::format("its text is longer than {} bytes; the rest is left out", kMaxText));
    }
    take_rest(part);
  }

 private:
  struct Text {
    std::string text;
    bool plain = false;
    bool blank() const { return trim(text).empty(); }
  };

  void complain(const MimePart& part, std::string_view what) {
    faults_.push_back(fmt::format("{}: {}", part.place, what));
  }

  static std::size_t clean_size(std::string_view text, std::size_t limit) {
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) --limit;
    return limit;
  }

  Decoded body_of(const MimePart& part, std::size_t limit) {
    auto body = decode_transfer(part.body, first_value(part.head.fields, "content-transfer-encoding"), limit);
    if (body.damaged) complain(part, "not all of it is base64; what could be decoded was taken");
    return body;
  }

  static bool is_json(const MimePart& part) {
    const std::string name = lower_case(part.file_name());
    return part.type.is("application/json") || part.type.is("text/json") || name.ends_with(".json") ||
           name.ends_with(".jsonl") || name.ends_with(".ndjson") ||
           (part.type.type == "application" && part.type.subtype.ends_with("+json"));
  }

  static bool is_readable(const MimePart& part) {
    return !part.disposition.attachment && !is_json(part) && (part.type.is("text/plain") || part.type.is("text/html"));
  }

  Text text_of(const MimePart& part) {
    if (part.is_multipart()) return part.type.subtype == "alternative" ? best_of(part) : all_of(part);
    if (!is_readable(part)) return {};
    const auto body = body_of(part, 4 * kMaxText);
    auto text = decode_charset(body.bytes, part.type.parameter("charset"), 4 * kMaxText);
    if (text.damaged) complain(part, "it does not fit its charset; what did not was replaced");
    const bool plain = part.type.is("text/plain");
    return {plain ? std::move(text.bytes) : html_text(text.bytes, 4 * kMaxText), plain};
  }

  Text best_of(const MimePart& part) {
    Text best;
    for (const auto& child : part.parts) {
      Text text = text_of(child);
      if (text.blank() || (!best.blank() && (best.plain || !text.plain))) continue;
      best = std::move(text);
    }
    return best;
  }

  Text all_of(const MimePart& part) {
    Text all{"", true};
    for (const auto& child : part.parts) {
      if (all.text.size() > kMaxText) break;
      const Text text = text_of(child);
      if (text.blank()) continue;
      if (!all.text.empty() && !all.text.ends_with('\n')) all.text += '\n';
      all.text += text.text;
      all.plain = all.plain && text.plain;
    }
    return all;
  }

  void take_rest(const MimePart& part) {
    if (part.is_message()) {
      if (mail_.returned.empty() && !part.parts.empty()) mail_.returned = decoded(part.parts[0].head.fields);
      return;  // what stands in another mail was not said in this one
    }
    for (const auto& child : part.parts) take_rest(child);
    if (part.type.is("message/delivery-status") || part.type.is("message/global-delivery-status")) {
      take_status(part);
    } else if (part.type.is("text/rfc822-headers") && mail_.returned.empty()) {
      mail_.returned = decoded(read_fields(body_of(part, kMaxHead).bytes, kMaxPartFields).fields);
    } else if (is_json(part) && part.parts.empty()) {
      take_json(part);
    }
  }

  void take_status(const MimePart& part) {
    const auto body = body_of(part, kMaxStatus);
    std::string_view rest = body.bytes;
    bool goes_on = false;  // after a line that is no field, of which some servers' diagnostics are full
    while (!rest.empty() && mail_.delivery_status.size() < kMaxStatusBlocks) {
      const auto block = read_fields(rest, kMaxPartFields);
      auto fields = decoded(block.fields);
      if (goes_on && !mail_.delivery_status.empty()) {
        auto& last = mail_.delivery_status.back();
        fields.resize(std::min(fields.size(), kMaxPartFields - std::min(kMaxPartFields, last.size())));
        last.insert(last.end(), fields.begin(), fields.end());
      } else if (!fields.empty()) {
        mail_.delivery_status.push_back(std::move(fields));
      }
      rest.remove_prefix(block.size);
      goes_on = block.cut_short;
      if (goes_on) take_line(rest);
    }
    if (!rest.empty()) complain(part, "a delivery status of more recipients than are looked at");
  }

  void take_json(const MimePart& part) {
    const std::size_t room = kMaxJson - std::min(kMaxJson, json_bytes_);
    auto body = body_of(part, room);
    if (body.cut || mail_.json.size() >= kMaxJsonParts) {
      complain(part,
               fmt::format("left out: at most {} JSON parts of {} bytes together are read", kMaxJsonParts, kMaxJson));
      return;
    }
    json_bytes_ += body.bytes.size();
    mail_.json.push_back({part.place, part.file_name(), std::move(body.bytes)});
  }

  ReceivedMail& mail_;
  std::vector<std::string>& faults_;
  std::size_t json_bytes_ = 0;
};

void take_addresses(ReceivedMail& mail, const std::vector<RawField>& fields) {
  const auto first = [&](std::string_view name) {
    const auto found = addresses(first_value(fields, name), 1);
    return found.empty() ? "" : found[0];
  };
  mail.from = first("from");
  mail.return_path = first("return-path");
  const std::string* path = find_value(fields, "return-path");
  mail.null_return_path = path && trim(*path) == "<>";
  for (const auto& [name, value] : fields) {
    if (name != "to" && name != "cc" && name != "delivered-to" && name != "x-original-to") continue;
    for (auto& address : addresses(value, kMaxAddresses - mail.recipients.size())) {
      if (std::ranges::find(mail.recipients, address) == mail.recipients.end())
        mail.recipients.push_back(std::move(address));
    }
  }
}

void take_head(ReceivedMail& mail, const std::vector<RawField>& fields) {
  take_addresses(mail, fields);
  mail.subject = decoded_line(first_value(fields, "subject"), kMaxSubject);
  if (auto ids = message_ids(first_value(fields, "message-id")); !ids.empty()) mail.message_id = std::move(ids[0]);
  mail.in_reply_to = message_ids(first_value(fields, "in-reply-to"));
  mail.references = message_ids(first_value(fields, "references"));
  mail.date = mail_time(first_value(fields, "date"));
  mail.fields = decoded(fields);
}

// "From name date" before the header, as mailbox files and some delivery programs put it there.
std::string_view without_envelope_line(std::string_view raw) {
  std::string_view rest = raw;
  const std::string_view line = take_line(rest);
  const bool field = line.size() > 5 && trim(line.substr(5)).starts_with(':');  // "From : a@b"
  return (line.starts_with("From ") && !field) || line.starts_with(">From ") ? rest : raw;
}

}  // namespace

const std::string& ReceivedMail::value(std::string_view name) const {
  static const std::string kNone;
  const std::string* found = find_value(fields, name);
  return found ? *found : kNone;
}

bool ReceivedMail::has(std::string_view name) const {
  return find_value(fields, name) != nullptr;
}

base::Result<ReceivedMail> read_mail(std::string_view raw) {
  if (raw.size() > kMaxMail)
    return fail(ErrorCode::kInvalid, fmt::format("a mail of {} bytes; at most {} are read", raw.size(), kMaxMail));
  const std::string_view text = without_envelope_line(raw);
  HeaderBlock head = read_fields(text, kMaxFields);
  if (head.fields.empty()) {
    return fail(ErrorCode::kInvalid, raw.empty() ? "an empty mail; expected a header"
                                                 : "the first line is no header field; expected \"Name: value\"");
  }
  if (head.too_many) {
    return fail(ErrorCode::kInvalid,
                fmt::format("a header of more than {} fields; at most so many are read", kMaxFields));
  }
  if (head.size > kMaxHead) {
    return fail(ErrorCode::kInvalid, fmt::format("a header of {} bytes; at most {} are read", head.size, kMaxHead));
  }
  ReceivedMail mail;
  mail.digest = base::digest_of(raw);
  auto& faults = mail.faults;
  if (head.cut_short)
    faults.push_back(fmt::format("the header: line {} is no field; the text is taken to begin there", head.lines + 1));
  if (raw.find('\0') != std::string_view::npos)
    faults.emplace_back("the mail: it holds NUL bytes; they were taken for spaces");
  take_head(mail, head.fields);
  if (mail.from.empty()) faults.emplace_back("the header: From names no address that could be used");
  const std::size_t body_at = head.size;
  const MimePart root = read_parts(std::move(head), text.substr(body_at), faults);
  if (root.type.is("multipart/report"))
    mail.report_type = clean_line(lower_case(root.type.parameter("report-type")), 80);
  Collector(mail, faults).collect(root);
  if (faults.size() > kMaxFaults) {
    const auto more = faults.size() - (kMaxFaults - 1);
    faults.resize(kMaxFaults - 1);
    faults.push_back(fmt::format("{} more of the kind", more));
  }
  return mail;
}

std::vector<RawField> read_head(std::string_view raw, bool decoded) {
  const std::string_view text = without_envelope_line(raw).substr(0, kMaxHead);
  auto fields = read_fields(text, kShownFields, FieldNames::kAsWritten).fields;
  for (auto& field : fields)
    field.value = decoded ? decoded_line(field.value, kShownValue) : clean_line(field.value, kShownValue);
  return fields;
}

}  // namespace redrive::mail
