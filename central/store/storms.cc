#include "central/store/storms.h"

#include "central/store/occurrences.h"
#include "central/store/select.h"

namespace redrive::central {
namespace {

base::Result<Storm> read_storm(const Row& row) {
  Columns in(row);
  Storm out;
  out.centre = in.text();
  auto told = decode_occurrences(in.view());
  if (!told) return tl::unexpected<base::Error>(std::move(told.error()));
  out.told = std::move(told->times);
  out.id = in.text();
  out.due = in.time();
  out.gathered = in.number();
  return out;
}

}  // namespace

base::Status put_storm(Database& db, const Storm& s) {
  return db.execute(
      "INSERT INTO storms (centre, told_bytes, id, due, gathered) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (centre) DO UPDATE SET told_bytes = excluded.told_bytes, id = excluded.id, due = excluded.due, "
      "gathered = excluded.gathered",
      {s.centre, encode_occurrences(s.told, {}), s.id, as_value(s.due), as_value(s.gathered)});
}

base::Result<std::vector<Storm>> all_storms(Database& db) {
  return select_all<Storm>(db, "SELECT centre, told_bytes, id, due, gathered FROM storms", {}, read_storm);
}

}  // namespace redrive::central
