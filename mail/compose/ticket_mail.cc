#include "mail/compose/ticket_mail.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include <fmt/format.h>

#include "mail/compose/address.h"
#include "mail/compose/header_text.h"
#include "mail/compose/ticket_json.h"
#include "mail/compose/ticket_render.h"
#include "mail/compose/ticket_wording.h"
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

std::string id_of(const TicketMail& mail, std::uint32_t sequence, const std::string& suffix) {
  return fmt::format("<{}.{}{}@{}>", id_part(mail.ticket.id), sequence, suffix, domain_of(mail.from));
}

std::vector<std::string> header_addresses(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const auto& text : texts) {
    std::string address = header_address(text);
    if (!address.empty() && out.size() < kMaxHeaderRecipients) out.push_back(std::move(address));
  }
  return out;
}

std::string headers(const TicketMail& mail) {
  auto from = header_addresses({mail.from});
  if (from.empty()) from.emplace_back(kNoAddress);
  auto to = header_addresses(mail.to);
  if (to.empty()) to.emplace_back("undisclosed-recipients:;");
  std::string out = list_header("From", from, ",") + list_header("To", to, ",") +
                    list_header("Reply-To", header_addresses({mail.reply_to}), ",");
  out += "Date: " + mail_date(mail.date) + "\r\n";
  out += text_header("Subject", subject(mail));
  out += list_header("Message-ID", {message_id(mail)}, "");
  if (const std::string first = id_of(mail, 1, ""); first != message_id(mail)) {
    out += list_header("In-Reply-To", {first}, "") + list_header("References", {first}, "");
  }
  // RFC 3834: no vacation notices to a program.
  out += "Auto-Submitted: auto-generated\r\n";
  out += text_header("X-Redrive-Ticket", quote_line(mail.ticket.id, 128)) +
         text_header("X-Redrive-Kind", to_string(mail.kind));
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

std::string json_part(const TicketMail& mail) {
  return "Content-Type: application/json\r\nContent-Transfer-Encoding: base64\r\n" +
         list_header("Content-Disposition", {"attachment", "filename=\"" + id_part(mail.ticket.id) + ".json\""}, ";") +
         "\r\n" + base64_lines(ticket_json(mail));
}

}  // namespace

std::string_view to_string(MailKind kind) {
  switch (kind) {
    case MailKind::kOpened:
      return "opened";
    case MailKind::kUpdated:
      return "updated";
    case MailKind::kClosed:
      return "closed";
  }
  return "opened";
}

std::string message_id(const TicketMail& mail) {
  return id_of(mail, mail.sequence, mail.instead_of.empty() ? "" : "." + id_part(mail.centre.id));
}

std::uint32_t sequence_of(std::string_view message_id) {
  const auto dot = message_id.find('.');  // id_part leaves none in the ticket's id
  std::uint32_t number = 1;
  if (dot != std::string_view::npos)
    std::from_chars(message_id.data() + dot + 1, message_id.data() + message_id.size(), number);
  return number;
}

std::string subject(const TicketMail& mail) {
  const std::string_view kind = mail.kind == MailKind::kOpened    ? ""
                                : mail.kind == MailKind::kUpdated ? "update: "
                                                                  : "closed: ";
  const std::string id = quote_line(mail.ticket.id, 64);
  return fmt::format("{}[{}] {}{}", mail.diverted_from.empty() ? "" : "[shadow] ", id, kind, headline(mail));
}

std::string compose(const TicketMail& mail) {
  const Wording wording = word_ticket(mail);
  const std::string mark(base::digest_hex(base::digest_of(message_id(mail))).substr(0, 24));
  const std::string readable =
      multipart("alternative", "=_alternative_" + mark,
                {part("text/plain; charset=utf-8", "quoted-printable", quoted_printable(render_text(wording))),
                 part("text/html; charset=utf-8", "quoted-printable", quoted_printable(render_html(wording)))});
  return headers(mail) + multipart("mixed", "=_mixed_" + mark, {readable, json_part(mail)});
}

}  // namespace redrive::mail
