// Writes composed messages and what they should say into the folder given, for compose_check.py.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "nlohmann/json.hpp"
#include "shared/model/alert.h"
#include "tests/unit/mail/sample_ticket.h"

namespace {

using redrive::mail::TicketMail;

void write(const std::filesystem::path& folder, const std::string& name, const TicketMail& mail) {
  std::ofstream(folder / (name + ".eml"), std::ios::binary) << redrive::mail::compose(mail);
  const nlohmann::json expected = {
      {"subject", redrive::mail::subject(mail)},
      {"message_id", mail.message_id},
      {"kind", redrive::mail::to_string(mail.kind)},
      {"id", mail.ticket.id},
      {"reason", mail.ticket.reason},
      {"sequence", mail.sequence},
      {"to", mail.to},
  };
  std::ofstream(folder / (name + ".json")) << expected.dump(1, ' ', true, nlohmann::json::error_handler_t::replace);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::cerr << "usage: mail_compose_samples FOLDER\n", 2;
  const std::filesystem::path folder = argv[1];
  TicketMail mail = redrive::mail::sample_mail();
  write(folder, "opened", mail);
  mail.kind = redrive::mail::MailKind::kUpdated, mail.sequence = 2;
  mail.thread = mail.message_id, mail.message_id = "<RD-2026-000123.2@noc.example>";
  write(folder, "updated", mail);
  mail.kind = redrive::mail::MailKind::kClosed, mail.sequence = 3;
  mail.ticket.closed_because = "run 2 of J-230354 succeeded on every device";
  write(folder, "closed", mail);
  mail.kind = redrive::mail::MailKind::kReminder, mail.sequence = 4;
  mail.aside = "3 more wait for an answer and get no mail of their own now: RD-2026-000124, RD-2026-000125 and others";
  write(folder, "reminder", mail);
  mail.kind = redrive::mail::MailKind::kEscalation, mail.sequence = 5;
  write(folder, "escalation", mail);
  mail.location_name = "पुणे \xF0\x9F\x94\xA5 पुणे पुणे पुणे पुणे पुणे";
  mail.from = "Wartung M\xC3\xBCnchen, Schicht 1 <redrive@noc.example>";
  write(folder, "unicode", mail);
  const std::pair<const char*, std::string> hostile[] = {
      {"crlf", "a\r\nBcc: victim@x.example\r\n\r\nbody"},
      {"nul", std::string("a\0b\r\n.\r\n", 8)},
      {"esc", "\x1B]0;title\x07\x1B[2J"},
      {"long", std::string(10'240, 'k')},
      {"long_words",
       [] {
         std::string s;
         for (int i = 0; i < 2000; ++i) s += "word ";
         return s;
       }()},
      {"emoji",
       "\xF0\x9F\x94\xA5\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xA7\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5"},
      {"rtl", "\xE2\x80\xAE\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D"},
      {"latin1", "M\xFCnchen"},
      {"encoded", "=?utf-8?q?a=0D=0ABcc:_v=40x?="},
      {"boundary", "--=_mixed_\"; boundary=x"},
      {"empty", ""},
  };
  for (const auto& [name, value] : hostile)
    write(folder, std::string("hostile_") + name, redrive::mail::hostile_mail(value));
  return 0;
}
