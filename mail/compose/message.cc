#include "mail/compose/message.h"

#include "mail/compose/address.h"
#include "mail/compose/header_text.h"
#include "mail/compose/transfer_encoding.h"
#include "shared/base/digest.h"

namespace redrive::mail {
namespace {

constexpr std::string_view kNoAddress = "redrive@localhost";
constexpr std::size_t kMaxHeaderRecipients = 100;
constexpr std::size_t kMaxSubject = 400;  // bytes

std::vector<std::string> header_addresses(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const auto& text : texts) {
    std::string address = header_address(text);
    if (!address.empty() && out.size() < kMaxHeaderRecipients) out.push_back(std::move(address));
  }
  return out;
}

std::string headers(const Letter& letter, const Content& content) {
  auto from = header_addresses({letter.from});
  if (from.empty()) from.emplace_back(kNoAddress);
  auto to = header_addresses(letter.to);
  if (to.empty()) to.emplace_back("undisclosed-recipients:;");
  std::string out = list_header("From", from, ",") + list_header("To", to, ",") +
                    list_header("Reply-To", header_addresses({letter.reply_to}), ",");
  out += "Date: " + mail_date(letter.date) + "\r\n";
  out += text_header("Subject", write_subject(letter, content.wording));
  out += list_header("Message-ID", {letter.message_id}, "");
  if (!letter.thread.empty())
    out += list_header("In-Reply-To", {letter.thread}, "") + list_header("References", {letter.thread}, "");
  // RFC 3834: no vacation notices to a program.
  out += "Auto-Submitted: auto-generated\r\n";
  for (const auto& [name, value] : content.marks) out += text_header(name, value);
  return out + "MIME-Version: 1.0\r\n";
}

std::string part(const std::string& type, std::string_view encoding, const std::string& body) {
  return "Content-Type: " + type + "\r\nContent-Transfer-Encoding: " + std::string(encoding) + "\r\n\r\n" + body;
}

// "=_" can stand in no quoted-printable or base64 text, so a boundary that begins with it never occurs in a body.
std::string multipart(const std::string& type, const std::string& boundary, const std::vector<std::string>& parts) {
  std::string out = list_header("Content-Type", {"multipart/" + type, "boundary=\"" + boundary + "\""}, ";") + "\r\n";
  for (const auto& text : parts) out += "--" + boundary + "\r\n" + text + "\r\n";
  return out + "--" + boundary + "--\r\n";
}

std::string json_part(const Content& content) {
  return "Content-Type: application/json\r\nContent-Transfer-Encoding: base64\r\n" +
         list_header("Content-Disposition", {"attachment", "filename=\"" + id_part(content.json_name) + ".json\""},
                     ";") +
         "\r\n" + base64_lines(content.json);
}

}  // namespace

std::string write_message(const Letter& letter, const Content& content) {
  const std::string mark(base::digest_hex(base::digest_of(letter.message_id)).substr(0, 24));
  const auto values = values_of(content.wording);
  const auto readable = [](const char* type, const std::string& text) {
    return part(type, "quoted-printable", quoted_printable(text));
  };
  const std::string both = multipart("alternative", "=_alternative_" + mark,
                                     {readable("text/plain; charset=utf-8", letter.templates->text.render(values)),
                                      readable("text/html; charset=utf-8", letter.templates->html.render(values))});
  return headers(letter, content) + multipart("mixed", "=_mixed_" + mark, {both, json_part(content)});
}

std::string write_subject(const Letter& letter, const Wording& wording) {
  return clean_line(letter.templates->subject.render(values_of(wording)), kMaxSubject);
}

}  // namespace redrive::mail
