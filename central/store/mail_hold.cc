#include "central/store/mail_hold.h"

#include "central/store/select.h"

namespace redrive::central {

base::Result<std::optional<MailHold>> find_mail_hold(Database& db) {
  return select_one<MailHold>(db, "SELECT by_whom, since, why FROM mail_hold", {}, [](const Row& row) {
    return MailHold{std::string(row.text(0)), base::utc_from_micros(row.integer(1)), std::string(row.text(2))};
  });
}

base::Status put_mail_hold(Database& db, const MailHold& hold) {
  return db.execute("INSERT INTO mail_hold (only_one, by_whom, since, why) VALUES (1, $1, $2, $3)",
                    {hold.by, as_value(hold.since), hold.why});
}

base::Status remove_mail_hold(Database& db) {
  return db.execute("DELETE FROM mail_hold");
}

base::Status tell_tickets_with_waiting_mail(Database& db, base::UtcTime at, const std::string& text,
                                            const std::string& by) {
  return db.execute(
      "INSERT INTO timeline (ticket, at, what, text, by_whom) SELECT id, $1, 'mail', $2, $3 FROM tickets WHERE id IN "
      "(SELECT ticket FROM mail WHERE state = 'pending' OR state = 'sending') OR (storm <> '' AND storm IN "
      "(SELECT ticket FROM mail WHERE state = 'pending' OR state = 'sending')) ORDER BY id",
      {as_value(at), text, by});
}

}  // namespace redrive::central
