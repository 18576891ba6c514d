#include "mail/compose/message.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "mail/compose/address.h"
#include "mail/compose/header_text.h"
#include "mail/compose/ticket_render.h"
#include "mail/compose/transfer_encoding.h"
#include "shared/base/digest.h"

namespace redrive::mail {
namespace {

constexpr std::string_view kNoAddress = "redrive@localhost";
constexpr std::size_t kMaxHeaderRecipients = 100;

// `text` as part of a Message-ID (RFC 5322 dot-atom): anything else becomes '-'.
std::string id_part(std::string_view text) {
  std::string out(text.substr(0, 40));
  const auto bad = [](char c) { return !std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_'; };
  std::replace_if(out.begin(), out.end(), bad, '-');
  return out.empty() ? "none" : out;
}

std::string domain_of(const std::string& from) {
  std::string address = bare_address(from);
  if (address.empty()) address = kNoAddress;
  return address.substr(address.find('@') + 1);
}

std::vector<std::string> header_addresses(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const auto& text : texts) {
    std::string address = header_address(text);
    if (!address.empty() && out.size() < kMaxHeaderRecipients) out.push_back(std::move(address));
  }
  return out;
}

std::string headers(const Message& message) {
  auto from = header_addresses({message.from});
  if (from.empty()) from.emplace_back(kNoAddress);
  auto to = header_addresses(message.to);
  if (to.empty()) to.emplace_back("undisclosed-recipients:;");
  std::string out = list_header("From", from, ",") + list_header("To", to, ",") +
                    list_header("Reply-To", header_addresses({message.reply_to}), ",");
  out += "Date: " + mail_date(message.date) + "\r\n";
  out += text_header("Subject", message.subject);
  out += list_header("Message-ID", {message.id}, "");
  if (!message.thread.empty() && message.thread != message.id) {
    out += list_header("In-Reply-To", {message.thread}, "") + list_header("References", {message.thread}, "");
  }
  // RFC 3834: no vacation notices to a program.
  out += "Auto-Submitted: auto-generated\r\n";
  for (const auto& [name, value] : message.marks) out += text_header(name, value);
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

std::string json_part(const Message& message) {
  return "Content-Type: application/json\r\nContent-Transfer-Encoding: base64\r\n" +
         list_header("Content-Disposition", {"attachment", "filename=\"" + id_part(message.json_name) + ".json\""},
                     ";") +
         "\r\n" + base64_lines(message.json);
}

}  // namespace

std::string write_message(const Message& message) {
  const std::string mark(base::digest_hex(base::digest_of(message.id)).substr(0, 24));
  const std::string readable =
      multipart("alternative", "=_alternative_" + mark,
                {part("text/plain; charset=utf-8", "quoted-printable", quoted_printable(render_text(message.wording))),
                 part("text/html; charset=utf-8", "quoted-printable", quoted_printable(render_html(message.wording)))});
  return headers(message) + multipart("mixed", "=_mixed_" + mark, {readable, json_part(message)});
}

std::string message_id_for(std::string_view name, std::uint32_t sequence, std::string_view suffix,
                           const std::string& from) {
  const std::string tail = suffix.empty() ? "" : "." + id_part(suffix);
  return fmt::format("<{}.{}{}@{}>", id_part(name), sequence, tail, domain_of(from));
}

}  // namespace redrive::mail
