#include "central/store/jobs.h"
#include "central/store/select.h"

namespace redrive::central {

base::Status add_audit(Database& db, const AuditRow& row) {
  return db.execute("INSERT INTO audit (at, who, from_where, what, subject, detail) VALUES ($1, $2, $3, $4, $5, $6)",
                    {as_value(row.at), row.who, row.from, row.what, row.subject, row.detail});
}

base::Result<Page<AuditRow>> list_audit(Database& db, const PageRequest& page) {
  return select_page<AuditRow>(db,
                               "SELECT number, at, who, from_where, what, subject, detail FROM audit WHERE number < $1 "
                               "ORDER BY number DESC LIMIT $2",
                               page, {}, [](const Row& row) {
                                 Columns in(row);
                                 return AuditRow{in.integer(), in.time(), in.text(), in.text(),
                                                 in.text(),    in.text(), in.text()};
                               });
}

}  // namespace redrive::central
