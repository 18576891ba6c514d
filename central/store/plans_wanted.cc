#include "central/store/plans_wanted.h"

#include "central/store/select.h"

namespace redrive::central {
namespace {

const std::string kSelect = "SELECT ticket, by_whom, attempts, next_at FROM plans_wanted ";

PlansWanted read(const Row& row) {
  Columns in(row);
  PlansWanted wanted;
  wanted.ticket = in.text();
  wanted.by = in.text();
  wanted.attempts = in.small();
  wanted.next_at = in.time();
  return wanted;
}

}  // namespace

base::Status put_plans_wanted(Database& db, const PlansWanted& wanted) {
  return db.execute(
      "INSERT INTO plans_wanted (ticket, by_whom, attempts, next_at) VALUES ($1, $2, $3, $4) ON CONFLICT (ticket) DO "
      "UPDATE SET by_whom = excluded.by_whom, attempts = excluded.attempts, next_at = excluded.next_at",
      {wanted.ticket, wanted.by, std::int64_t{wanted.attempts}, as_value(wanted.next_at)});
}

base::Status delete_plans_wanted(Database& db, const std::string& ticket) {
  return db.execute("DELETE FROM plans_wanted WHERE ticket = $1", {ticket});
}

base::Result<std::optional<PlansWanted>> find_plans_wanted(Database& db, const std::string& ticket) {
  return select_one<PlansWanted>(db, kSelect + "WHERE ticket = $1", {ticket}, read);
}

base::Result<std::optional<PlansWanted>> next_plans_wanted(Database& db) {
  return select_one<PlansWanted>(db, kSelect + "ORDER BY next_at, ticket LIMIT 1", {}, read);
}

}  // namespace redrive::central
