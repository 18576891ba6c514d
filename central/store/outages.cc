#include "central/store/select.h"
#include "central/store/tickets.h"

namespace redrive::central {
namespace {

using model::Outage;

Outage read_outage(const Row& row) {
  Columns in(row);
  return {in.text(), in.text(), in.text(), in.text(), in.time(), in.time(), in.text(), in.text()};
}

}  // namespace

base::Status put_outage(Database& db, const Outage& o) {
  return db.execute(
      "INSERT INTO outages (id, server, device, site, start_at, end_at, reason, created_by) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
      "ON CONFLICT (id) DO UPDATE SET server = excluded.server, device = excluded.device, site = excluded.site, "
      "start_at = excluded.start_at, end_at = excluded.end_at, reason = excluded.reason, created_by = "
      "excluded.created_by",
      {o.id, o.server, o.device, o.site, as_value(o.start), as_value(o.end), o.reason, o.created_by});
}

base::Status delete_outage(Database& db, const std::string& id) {
  return db.execute("DELETE FROM outages WHERE id = $1", {id});
}

base::Result<std::optional<Outage>> find_outage(Database& db, const std::string& id) {
  return select_one<Outage>(
      db, "SELECT id, server, device, site, start_at, end_at, reason, created_by FROM outages WHERE id = $1", {id},
      read_outage);
}

base::Result<std::vector<Outage>> all_outages(Database& db) {
  return select_all<Outage>(
      db, "SELECT id, server, device, site, start_at, end_at, reason, created_by FROM outages ORDER BY start_at, id",
      {}, read_outage);
}

}  // namespace redrive::central
