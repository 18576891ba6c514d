#include "mail/compose/test_mail.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "mail/compose/message.h"
#include "mail/compose/ticket_wording.h"

namespace redrive::mail {
namespace {

Wording word_test(const TestMail& mail) {
  const std::string by = quote_line(mail.asked_by, 128), central = quote_line(mail.central, 128);
  return {"A test of the mail to " + quote_line(mail.centre.id, 128),
          delivery_notices(mail.diverted_from, ""),
          {{"Nothing has failed",
            {"This mail was asked for to see whether you are reached. There is nothing to do.",
             fmt::format("Asked for by {} at {}.", by, central)},
            false}},
          {}};
}

std::string test_json(const TestMail& mail) {
  const nlohmann::ordered_json json = {{"test", mail.id}, {"kind", TestMail::kKind}, {"centre", mail.centre.id}};
  return json.dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string message_id(const TestMail& mail) {
  return message_id_for(mail.id, 1, "", mail.from);
}

std::string subject(const TestMail& mail) {
  return fmt::format("{}[Redrive test] mail to {}", mail.diverted_from.empty() ? "" : "[shadow] ",
                     quote_line(mail.centre.id, 64));
}

std::string compose(const TestMail& mail) {
  Message message;
  message.from = mail.from;
  message.reply_to = mail.reply_to;
  message.to = mail.to;
  message.date = mail.date;
  message.subject = subject(mail);
  message.id = message_id(mail);
  message.marks = {{"X-Redrive-Kind", std::string(TestMail::kKind)}};
  message.wording = word_test(mail);
  message.json = test_json(mail);
  message.json_name = mail.id;
  return write_message(message);
}

}  // namespace redrive::mail
