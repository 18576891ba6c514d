#include "mail/compose/test_mail.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "mail/compose/ticket_wording.h"

namespace redrive::mail {
namespace {

Wording word_test(const TestMail& mail) {
  const std::string by = quote_line(mail.asked_by, 128), central = quote_line(mail.central, 128);
  Wording wording{"a test of the mail to " + quote_line(mail.centre.id, 128),
                  delivery_notices(mail),
                  {{"Nothing has failed",
                    {"This mail was asked for to see whether you are reached. There is nothing to do.",
                     fmt::format("Asked for by {} at {}.", by, central)},
                    false}},
                  {},
                  values_of(mail, mail.id)};
  wording.values["kind"] = TestMail::kKind;
  return wording;
}

std::string test_json(const TestMail& mail) {
  const nlohmann::ordered_json json = {{"test", mail.id}, {"kind", TestMail::kKind}, {"centre", mail.centre.id}};
  return json.dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string subject(const TestMail& mail) {
  return write_subject(mail, word_test(mail));
}

std::string compose(const TestMail& mail) {
  return write_message(mail,
                       {word_test(mail), {{"X-Redrive-Kind", std::string(TestMail::kKind)}}, test_json(mail), mail.id});
}

}  // namespace redrive::mail
