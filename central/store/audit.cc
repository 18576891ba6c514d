#include "central/store/audit.h"

#include "central/store/select.h"

namespace redrive::central {

base::Status add_audit(Database& db, const AuditRow& row) {
  return db.execute(
      "INSERT INTO audit (at, who, from_where, what, subject, detail, state_before, state_after) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {as_value(row.at), row.who, row.from, row.what, row.subject, row.detail, row.before, row.after});
}

base::Result<Page<AuditRow>> list_audit(Database& db, const AuditFilter& filter, const PageRequest& page) {
  return select_page<AuditRow>(
      db,
      "SELECT number, at, who, from_where, what, subject, detail, state_before, state_after FROM audit "
      "WHERE number < $1 AND ($3 = '' OR who = $3) AND ($4 = '' OR what = $4) AND ($5 = '' OR subject = $5) AND "
      "at >= $6 ORDER BY number DESC LIMIT $2",
      page, {filter.who, filter.what, filter.subject, as_value(filter.since)}, [](const Row& row) {
        Columns in(row);
        return AuditRow{in.integer(), in.time(), in.text(), in.text(), in.text(),
                        in.text(),    in.text(), in.text(), in.text()};
      });
}

}  // namespace redrive::central
